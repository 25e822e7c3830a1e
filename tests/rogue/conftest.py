"""Make the rogue and its catalogue importable in every import mode of pytest, and the bench of the references."""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "reference")]
