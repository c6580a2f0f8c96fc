"""What a group does with cacao that farmers bring: take, correct, void, pay, and take in many at once."""
