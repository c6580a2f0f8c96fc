"""Steps that concern plans of matching rounds."""
