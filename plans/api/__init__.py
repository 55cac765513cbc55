"""Adopted plans, what is in them, and the catalogue with the regions' use of it, as open data."""
