"""Make the rogue and its catalogue importable in every import mode of pytest, and the benches of others."""

import sys
from pathlib import Path

import pytest

_TESTS = Path(__file__).parents[1]

sys.path[:0] = [str(Path(__file__).parent), str(_TESTS / "reference"), str(_TESTS / "engine")]

from engine_bench import Bench  # noqa: E402 (in a folder of its own)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """Engines and targets whose files lie in a folder of their own."""
    return Bench(tmp_path)
