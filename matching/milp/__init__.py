"""A part as a mixed-integer program: its rows, the exact search and its door to the solver, and questions to it."""
