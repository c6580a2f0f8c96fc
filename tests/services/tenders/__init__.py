"""Opening sealed-bid rounds, bidding in them, closing and confirming them."""
