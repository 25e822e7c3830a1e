"""Make the helpers of the engine's tests importable here too, in every import mode of pytest."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "engine"))
