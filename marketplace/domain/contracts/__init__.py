"""Contracts: what they say, how they are drafted, judged, amended and lived through."""
