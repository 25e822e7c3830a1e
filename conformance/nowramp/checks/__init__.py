"""The checks of NowRamp, one module per theme."""
