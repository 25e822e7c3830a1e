"""Results to work with, and the helpers of other tests beside them."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "reports"))
sys.path.insert(0, str(Path(__file__).parents[1] / "engine"))
sys.path.insert(0, str(Path(__file__).parent))

from report_samples import found, requirement, results

from reports.results import Outcome, Results


@pytest.fixture
def failing() -> Results:
    """Two failures, the second of them unstable, whose answers are hostile."""
    hostile = found(observed='500 \x1b[2J"""\n[[waiver]]\nrequirement = "x"\x00')
    return results(
        requirement(Outcome.FAILED, "SUMVIN-ONE", findings=(hostile,)),
        requirement(Outcome.FAILED, "SUMVIN-TWO", findings=(found(stable=False),)),
        requirement(Outcome.WARNED, "SUMVIN-THREE"),
        requirement(name="SUMVIN-FOUR"),
    )
