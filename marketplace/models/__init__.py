"""The rows: what the market remembers, held by PostgreSQL."""
