"""Steps that several use cases on bids and sealed-bid rounds share."""
