"""The plan engine: every demand proposes whole plans, and prices decide which of them share the market."""
