"""The problem as every engine sees it: meetings, rules as rows, parts of the market, and what keeps every rule."""
