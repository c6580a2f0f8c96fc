"""The audit's rules and sums that reach over several lines of a plan, and its check of proofs."""
