"""What is written to plans: each change that touches two models, changes a state or is audited."""
