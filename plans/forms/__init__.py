"""Forms of plans and activities."""
