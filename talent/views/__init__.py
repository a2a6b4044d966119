"""Pages of the talent pipeline. Each settles access in its first line."""
