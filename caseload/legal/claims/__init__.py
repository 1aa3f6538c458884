"""The claim at the desk: its pack, its papers, what follows it, and who speaks for the council."""
