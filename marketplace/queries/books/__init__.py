"""What the books say, to facilitators and to each organization of its own money, and whether they add up."""
