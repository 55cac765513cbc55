"""What pages of plans load, one question a function."""
