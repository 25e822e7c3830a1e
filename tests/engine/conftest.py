"""Make the bench beside the tests importable in every import mode of pytest, and lend it a folder."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from engine_bench import Bench


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """Engines and targets whose files lie in a folder of their own."""
    return Bench(tmp_path)
