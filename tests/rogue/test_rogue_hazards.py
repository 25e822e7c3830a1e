"""Every hazard of the catalogue, met by the real command over real sockets: always a verdict, never a leak."""

import asyncio
import json
import os
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import html5lib
import jsonschema
import pytest
import rogue_page
from hazards import GROUPS, HAZARDS, Hazard, Verdict
from rogue_page import Row
from rogue_run import Seen, meet

from reports import schema

pytestmark = pytest.mark.slow

DEADLINE = 60.0
"""Seconds: most take two, and who has hung takes for ever."""

MEMORY = 300 << 20

KEPT = os.environ.get("RAMP_HAZARDS")
"""Where to leave the rows of the page; only `nox -s hazards` asks for that."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@pytest.mark.parametrize("hazard", HAZARDS, ids=lambda hazard: hazard.name)
def test_a_hazard_ends_in_a_verdict_and_in_nothing_else(hazard: Hazard, tmp_path: Path) -> None:
    move, options = hazard.move, hazard.options
    seen = asyncio.run(meet(hazard.api, move, tmp_path, *options, deadline=DEADLINE, certificate=hazard.certificate))
    _expect_verdict(hazard, seen)
    _expect_bounds(seen)
    _expect_silence(seen)
    _expect_reports(seen)
    group = next(title for title, group in GROUPS.items() if hazard in group)
    row = Row(group, hazard.title, hazard.verdict.name.lower(), hazard.says, seen.seconds, seen.peak >> 20)
    if KEPT:
        rogue_page.keep(Path(KEPT), HAZARDS.index(hazard), row)
    else:
        assert rogue_page.rows().get(row.title) == (row.verdict, row.because), "run `nox -s hazards`"


def _expect_verdict(hazard: Hazard, seen: Seen) -> None:
    assert seen.code == hazard.verdict.value, seen.output + seen.complaints
    if hazard.verdict is Verdict.NONCONFORMANT:
        assert hazard.says in seen.violated
    else:
        assert hazard.says in seen.reasons
        assert not seen.violated


def _expect_bounds(seen: Seen) -> None:
    assert seen.seconds < DEADLINE
    assert seen.peak < MEMORY
    assert seen.strayed == 0, "a request went to another origin"


def _expect_silence(seen: Seen) -> None:
    """Nothing is told that is nobody's business, and nothing acts that a target has sent."""
    printed = seen.output + seen.complaints
    assert "Traceback" not in printed
    assert not _CONTROL.search(printed)
    assert not (seen.folder / "owned").exists()
    for file in (one for one in seen.folder.rglob("*") if one.is_file() and one.suffix != ".pem"):
        text = file.read_text(encoding="utf-8")
        assert not [secret for secret in seen.secrets if secret in text], file.name


def _expect_reports(seen: Seen) -> None:
    """Every report can be read, by those who read such things."""
    file = seen.folder / "run" / "results.json"
    if file.exists():
        jsonschema.validate(json.loads(file.read_bytes()), json.loads(schema.FILE.read_bytes()))
    ET.parse(seen.folder / "report.junit")
    page = html5lib.parse((seen.folder / "report.html").read_text(encoding="utf-8"), namespaceHTMLElements=False)
    # Data for the page's own script stands in elements of another type, and is never run.
    scripts = [one for one in page.iter("script") if one.get("type") != "application/json"]
    assert not [one for one in scripts if "alert(" in (one.text or "")]
    assert not _CONTROL.search((seen.folder / "report.markdown").read_text(encoding="utf-8"))


@pytest.mark.skipif(bool(KEPT), reason="the page is being made")
def test_the_page_holds_the_whole_catalogue_and_nothing_else() -> None:
    assert list(rogue_page.rows()) == [hazard.title for hazard in HAZARDS]


def test_names_and_titles_are_said_once() -> None:
    for words in ([hazard.name for hazard in HAZARDS], [hazard.title for hazard in HAZARDS]):
        assert len(words) == len(set(words))
