"""What all tests share: the helpers of the engine's, and how many of them run side by side."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "engine"))


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: many a test waits for a command that waits for a server."""
    return (os.cpu_count() or 1) + 1
