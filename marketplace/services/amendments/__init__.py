"""What may be done to change a contract in force: ask for it, answer it, judge it."""
