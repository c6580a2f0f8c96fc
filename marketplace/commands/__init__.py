"""The command line: flask seed, work, round, import, demo."""
