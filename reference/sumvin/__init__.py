"""Sumvin's Meld surface (ramps, bank linking, linked accounts), read from its three published pages.

The rules stand in `rules.py` and the files that it joins; HTTP is in `app.py`; `faults/`, `variants.py` and
`meld_variants.py` hold the overrides; `assembly.py` puts an instance together.
"""
