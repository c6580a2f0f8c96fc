"""What becomes of notices: telling, reminding, the letter of the day, delivery, and how each wishes to be told."""
