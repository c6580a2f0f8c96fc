"""Who is told what happened, when and how: notices, letters, quiet hours and reminders."""
