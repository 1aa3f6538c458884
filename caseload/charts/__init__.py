"""Pictures of a team's figures: every mark is worked out here, the templates only draw. docs/adr/0009 says why."""
