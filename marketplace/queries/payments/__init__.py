"""What is to be seen of payments: what a maker owes, what came, what does not fit."""
