"""Steps by which money follows a contract: booked, raised, released, given back."""
