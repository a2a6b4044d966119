"""Invented townships of any size: the demonstration, and the data that bench/ measures on."""
