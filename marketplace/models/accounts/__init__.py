"""Steps that concern people: passwords, joining, finding, and how they wish to be told."""
