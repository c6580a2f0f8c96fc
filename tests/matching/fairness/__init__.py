"""Fair divisions, policies and what they cost, against a general solver on small markets."""
