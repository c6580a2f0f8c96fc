"""The rules of proof: what satellites say of a plot, what a lot still lacks, and what customs are handed."""
