"""The stand-in of the payment provider, from outside."""
