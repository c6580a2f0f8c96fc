"""Deciding contracts: parcels, fees, minimum volumes and limits of lots and demands, with a bound over all pairs."""
