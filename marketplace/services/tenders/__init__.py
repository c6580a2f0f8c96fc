"""What may be done with a sealed-bid round: open it, bid in it, close it, confirm its award, cancel it."""
