"""Sumvin's `POST /v0/ramp/sessions`, read from its three published pages.

The rules stand in `rules.py` and the files that it joins; HTTP is in `app.py`; `faults/` and `variants.py` hold the
overrides; `assembly.py` puts an instance together.
"""
