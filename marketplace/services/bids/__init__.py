"""What may be done with bids: placed, offered, bought at list price, answered, taken back, ended by the clock."""
