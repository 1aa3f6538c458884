"""Papers as PDF: read, brought to A4, blacked out, joined with their tags, stamped. No database is asked."""
