"""The recruitment rules of both texts, each written once.

A rule is in force on a day when one of the texts it cites is. Minimum periods
use `latest_start` and deadlines `earliest_start`, so that the database compares
a bare column with a constant; what needs more is a column `timing.py` works out.
"""
