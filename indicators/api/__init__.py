"""Costs, the index and what has been published of them, as open data."""
