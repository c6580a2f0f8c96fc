"""From a market to a plan: first plans, bounds, engines, aims, prices, and what is handed out."""
