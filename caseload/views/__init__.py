"""The pages of the desk. Records come through `visible_to`; acts are checked again in the actions they call."""
