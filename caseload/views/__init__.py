"""The pages of the desk. Lists come through `visible_to`, one account through `openable_by`; acts check both again."""
