"""What may be known of notices: the inbox, the letters to write, what is due, and how each wishes to be told."""
