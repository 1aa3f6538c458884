"""Crisis, concerns, incidents, plans for difficult contact, support and referrals."""
