"""The tests, floor by floor as the house itself."""
