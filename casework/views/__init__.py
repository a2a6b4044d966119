"""Shared pages. Each view settles access in its first line and acts through the one door."""
