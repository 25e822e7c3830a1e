"""The checks of Stripe's onramp sessions, one module per theme."""
