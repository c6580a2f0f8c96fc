"""The rules of personal data: who consented to what, and what is left of a person who asks to be forgotten."""
