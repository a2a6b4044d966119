"""The foundation: what a case is, whatever it is about."""
