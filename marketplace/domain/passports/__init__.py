"""The rules of a lot's public passport: what it says, and the bytes that are signed."""
