"""Where fuzzers find their helpers, and what keeps them from doing harm."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "reports"))
sys.path.insert(0, str(Path(__file__).parents[1] / "engine"))

from conformance import credentials
from conformance.run import Run


@pytest.fixture(autouse=True)
def nothing_is_sent_and_nothing_is_run() -> Iterator[None]:
    """What a fuzzer makes up is called by nobody."""

    def unwilling(*_: object, **__: object) -> Any:
        raise OSError(13, "Permission denied")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(credentials.subprocess, "run", unwilling)
        patch.setattr(Run, "open", lambda *_, **__: None)
        yield
