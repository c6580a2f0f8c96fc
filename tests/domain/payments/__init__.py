"""What instalments, payments and refunds are."""
