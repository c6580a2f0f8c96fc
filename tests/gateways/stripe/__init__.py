"""The gateway to the payment provider, tried on the stand-in over real HTTP."""
