"""Steps that concern demands."""
