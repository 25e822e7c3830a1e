"""What to send: Hypothesis strategies, and the tuples of values that are sent whole.

Every drawn value is plain data without randomness of its own, and shrinks to something plain. What must be unique to a
run (idempotency keys) is drawn as a shape, into which the caller splices a nonce when it sends.

The modules here serve any ramp API; a folder per API adds its requests. Nothing here knows how answers are judged.
"""
