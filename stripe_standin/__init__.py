"""A small server that answers like Stripe for the flows the market uses; no money moves. See its README.md."""
