"""What to send to Stripe's Crypto Onramp Sessions."""
