"""A part as a mixed-integer program: its rows, the one door to the solver, the exact search, and questions to it."""
