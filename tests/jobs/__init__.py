"""What jobs do, and what happens when the one who does them dies."""
