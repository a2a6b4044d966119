"""The pages of the membership pipeline."""
