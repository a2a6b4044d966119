"""Talent pool → reserve cadre → nominee → seat on a village committee."""
