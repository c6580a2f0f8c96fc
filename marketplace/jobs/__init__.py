"""What happens later: jobs run by the workers."""
