"""What a market looks like when it is shared more evenly, and what each step towards that costs."""
