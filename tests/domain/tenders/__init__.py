"""The published rules of sealed-bid rounds, their draw and their award."""
