"""The legal pipeline at the desk."""
