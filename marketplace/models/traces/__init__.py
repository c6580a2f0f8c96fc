"""Steps that concern where cacao comes from: the register, flows, proof, and passports."""
