"""Forms of the app `indicators`."""
