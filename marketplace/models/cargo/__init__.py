"""Steps by which a shipment carries contracts along."""
