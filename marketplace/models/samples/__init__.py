"""Steps that use cases on samples and contracts share."""
