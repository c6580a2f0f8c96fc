"""What may be done with shipments: plan and change them, move them, hand papers, note what arrived."""
