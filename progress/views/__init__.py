"""Pages of progress. Each settles access first and reads figures made elsewhere."""
