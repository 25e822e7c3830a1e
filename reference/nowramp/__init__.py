"""NowRamp's Sessions API, read from its one published page.

The rules stand in `rules.py` and the files that it joins; HTTP is in `app.py`; `faults/` and `variants.py` hold the
overrides; `assembly.py` puts an instance together.
"""
