"""Everything that knows of maps: reads files of plots, judges, measures, mends, draws and writes them.

Floats live here and nowhere else: what comes in and goes out are the exact shapes of `domain/plots`.
"""
