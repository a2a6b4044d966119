"""What both pipelines add up to: to-do home, age structure, commitments, reports."""
