"""Example costs of 21 regions: made so that what has been published is met, the same on every machine."""
