"""What lots and contracts should be paid for, and who would still rather have had something else."""
