"""The desk of templates: what is in force, drafts with their checks, previews on a real account, and leaflets."""
