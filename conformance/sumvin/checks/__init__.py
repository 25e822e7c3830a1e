"""The checks of Sumvin, one module per theme."""
