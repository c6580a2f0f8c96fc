"""What a group does with its plots: record, draw anew, change, retire, and bring in by file."""
