"""Planned outreach (K18): campaigns with honest results, lists of who is affected, events, surveys and ideas."""
