"""What travels: containers and parcels, their papers, shared costs, and plans of who could share."""
