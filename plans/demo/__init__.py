"""The demo: Blekinge's real plan, example plans of other regions, and volume for measuring speed."""
