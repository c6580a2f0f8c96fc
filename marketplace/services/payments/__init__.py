"""What may be done about money of contracts: pay an instalment, believe the provider's word, give money back."""
