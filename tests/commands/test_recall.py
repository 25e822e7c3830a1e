"""The case of a finding, rebuilt from its JSON: those that were drawn, and simpler ones that were not."""

from pathlib import Path
from typing import Any

import pytest

import reference
from conformance import api as apis
from conformance import cases
from conformance import target as target_file
from conformance.check import Check
from conformance.evidence import Scribe
from conformance.plan import CASES, Plan
from conformance.recall import case_of
from conformance.redaction import Redactor
from conformance.selection import all_checks
from reports.model import plain


class Desk:
    """All that rebuilding needs, for one API."""

    def __init__(self, name: str) -> None:
        self.api = apis.load(name)
        file = reference.target_file(name)
        self.target = target_file.assemble(target_file.read(file), file, self.api.vocabulary)
        self.scribe = Scribe(self.api, self.target, Redactor())
        self.plan = Plan(target=file, directory=Path(), depth="quick", seed=3)

    def drawn(self, check: Check, seed: int) -> list[cases.Case]:
        seed = cases.seed_of(seed, check.name)
        return cases.draw(check, self.target.fixtures, seed=seed, cases=CASES[self.plan.depth])

    def rebuilt(self, check: Check, case: cases.Case) -> cases.Case | None:
        written = plain(self.scribe.case(case))
        return case_of(check, written, fixtures=self.target.fixtures, plan=self.plan, scribe=self.scribe)


DESK = Desk("sumvin")


@pytest.mark.parametrize("check", all_checks(DESK.api), ids=lambda check: check.name)
def test_every_case_of_the_run_is_rebuilt_as_it_was(check: Check) -> None:
    for case in DESK.drawn(check, seed=3)[:3]:
        assert DESK.rebuilt(check, case) == case


@pytest.mark.parametrize(
    "check", [check for check in all_checks(DESK.api) if check.sweep.drawn], ids=lambda check: check.name
)
def test_a_case_that_this_run_did_not_draw_is_rebuilt_from_values_of_the_same_kinds(check: Check) -> None:
    drawn = DESK.drawn(check, seed=3)
    for case in DESK.drawn(check, seed=4)[:3]:
        if rebuilt := DESK.rebuilt(check, case):
            assert {name: type(value) for name, value in rebuilt.items()} == {
                name: type(value) for name, value in case.items()
            }
            assert rebuilt == case
        else:
            assert any(type(value) not in kinds(drawn, name) or long(value) for name, value in case.items())


def kinds(drawn: list[cases.Case], name: str) -> set[type]:
    return {type(case[name]) for case in drawn}


def long(value: Any) -> bool:
    """Whether it is cut where it is written down, so that nobody can rebuild it."""
    return len(cases.canonical(value)) > 1000


def test_what_is_no_case_of_the_check_is_not_rebuilt() -> None:
    check = next(check for check in all_checks(DESK.api) if check.sweep.drawn)
    for written in ({"nothing": 1}, {}, [], None, "text"):
        assert case_of(check, written, fixtures=DESK.target.fixtures, plan=DESK.plan, scribe=DESK.scribe) is None
