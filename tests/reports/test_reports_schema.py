"""The published schema: up to date, sound, and true of real results."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator
from report_samples import models, requirement, results, sparingly

from conformance.embedded import serving
from reports import schema
from reports.results import Outcome, Results

PUBLISHED: dict[str, Any] = json.loads(schema.FILE.read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(PUBLISHED)


def test_the_published_schema_is_up_to_date() -> None:
    assert schema.results_schema() == PUBLISHED, "run: python -m reports.schema > reports/results.schema.json"


def test_the_module_prints_it() -> None:
    printed = subprocess.run([sys.executable, "-m", "reports.schema"], capture_output=True, check=True).stdout
    assert printed.decode("utf-8") == schema.text()


def test_it_is_a_schema_that_says_what_it_is_of() -> None:
    Draft202012Validator.check_schema(PUBLISHED)
    assert PUBLISHED["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert PUBLISHED["$id"] == "urn:ramp-conformance:results:1"
    assert PUBLISHED["title"]
    assert PUBLISHED["description"]


def test_docstrings_describe_their_properties() -> None:
    finding = PUBLISHED["$defs"]["Finding"]
    assert finding["description"] == "One check's evidence that a requirement is violated."
    assert finding["properties"]["stable"]["description"].endswith("null if that was not tried.")
    assert "Attributes:" not in schema.text()


@sparingly
@given(models(Results))
def test_any_results_are_valid(any_results: Results) -> None:
    VALIDATOR.validate(json.loads(any_results.model_dump_json()))


@pytest.mark.parametrize(
    "change",
    [{"verdict": "fine"}, {"schema_version": 2}, {"requests": "many"}, {"extra": 1}, {"counts": {"lost": 1}}],
    ids=str,
)
def test_what_is_no_results_file_is_not(change: dict[str, Any]) -> None:
    document = json.loads(results(requirement(Outcome.FAILED)).model_dump_json())
    VALIDATOR.validate(document)
    assert not VALIDATOR.is_valid(document | change)
    for name in PUBLISHED["required"]:
        assert not VALIDATOR.is_valid({key: value for key, value in document.items() if key != name})


@pytest.mark.slow
def test_the_results_of_a_real_run_are_valid(tmp_path: Path) -> None:
    with serving("sumvin", fault="replay-answers-200") as base_url:
        done = subprocess.run(
            [
                *(sys.executable, "-c", "from conformance.cli import main; main()", "run", "sumvin"),
                *("--base-url", base_url, "--depth", "quick", "--only", "SUMVIN-IDEMPOTENCY-*", "--out", str(tmp_path)),
            ],
            capture_output=True,
            check=False,
        )
    assert done.returncode == 1, done.stderr.decode()
    document = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    VALIDATOR.validate(document)
    assert document["verdict"] == "nonconformant"
    assert any(one["findings"] for one in document["requirements"])
    shown = done.stdout.decode("utf-8")
    assert "✗ SUMVIN-IDEMPOTENCY-REPLAY-STATUS  MUST failed" in shown
    assert shown.rstrip().splitlines()[-1].startswith("sumvin · nonconformant (of what was selected) · ")
