"""Use cases of proof: screenings of plots, what is decided of them, packs for customs, and statements."""
