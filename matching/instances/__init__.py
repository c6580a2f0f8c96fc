"""Published instances in the classes that a market is made of, read into programs with known optima."""
