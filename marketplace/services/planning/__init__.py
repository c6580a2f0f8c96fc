"""Planning a round: translating its frozen inputs for the optimizer, solving them apart, storing the audited plan."""
