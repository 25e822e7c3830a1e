"""Stripe's Crypto Onramp Sessions, read from its one published page: the object, create, retrieve, list.

The rules stand in `rules.py` and the files that it joins; HTTP is in `app.py`; `faults/` and `variants.py` hold the
overrides; `assembly.py` puts an instance together. What belongs to Stripe as a platform (keys, form encoding, the error
envelope, idempotency) is public knowledge about the real service.
"""
