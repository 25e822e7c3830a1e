"""Badges as shields.io reads them."""

import json

import pytest
from certificate_samples import certified, good, held, written
from hypothesis import given
from report_samples import anything, quietly

from reports.badge import badge, badge_without
from reports.certificate.statement import Claim

KEYS = {"schemaVersion", "label", "message", "color"}


def claim(**changes: object) -> Claim:
    run = good()
    return held(certified(run), written(run)).claim.model_copy(update=changes)


@pytest.mark.parametrize(("level", "colour"), [("core", "green"), ("full", "brightgreen")])
def test_a_badge_says_level_version_and_until_when(level: str, colour: str) -> None:
    shown = json.loads(badge(claim(level=level)))
    assert shown == {
        "schemaVersion": 1,
        "label": "Sumvin ramp sessions",
        "message": f"{level}, catalogue 1, until 2026-04-01",
        "color": colour,
    }


@pytest.mark.parametrize(("expired", "message"), [(True, "expired"), (False, "invalid")])
def test_without_a_certificate_a_badge_says_so(expired: bool, message: str) -> None:
    shown = json.loads(badge_without("ramp conformance", expired=expired))
    assert shown["message"] == message
    assert shown["isError"] is True
    assert "green" not in shown["color"]


@given(anything)
@quietly
def test_whatever_the_title_a_badge_has_one_line(title: str) -> None:
    shown = json.loads(badge(claim(title=title)))
    assert set(shown) == KEYS
    assert "\n" not in shown["label"]
    assert len(shown["label"]) <= 80
