"""What the two sides may do with samples: ask, send, taste, judge, and find a remedy."""
