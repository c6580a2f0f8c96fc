"""Papers made from values: PDFs, their seals, and the reading of what was made here."""
