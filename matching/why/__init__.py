"""Why something is not in a plan, and the smallest change that would have won."""
