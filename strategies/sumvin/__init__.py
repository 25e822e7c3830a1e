"""What to send to Sumvin's POST /v0/ramp/sessions."""
