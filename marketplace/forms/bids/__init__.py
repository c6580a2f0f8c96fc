"""What may be said in a bid: its terms, a purchase at list price, an offer to chosen makers, an answer."""
