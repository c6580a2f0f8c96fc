"""Steps that concern lots and the ledger of their bags."""
