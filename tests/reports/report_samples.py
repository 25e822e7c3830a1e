"""Small journals and results to test with, and strategies for any of them."""

import types
from enum import Enum
from pathlib import Path
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from reports.journal import (
    CheckLine,
    ExchangeRecord,
    FindingLine,
    Footer,
    Header,
    Line,
    Quote,
    RequirementRecord,
    SpecimenLine,
    Tally,
    WaiverRecord,
)
from reports.results import (
    CheckResult,
    Finding,
    Outcome,
    RequirementResult,
    Results,
    Verdict,
    WaiverResult,
    WaiverState,
)

M = TypeVar("M", bound=BaseModel)

quietly = settings(
    database=None, deadline=None, derandomize=True, max_examples=200, suppress_health_check=list(HealthCheck)
)

sparingly = settings(quietly, max_examples=50)
"""For whole results, which take milliseconds to draw."""

# ---- journals ----------------------------------------------------------------------------------------


def record(name: str = "R-ONE", level: Literal["MUST", "SHOULD"] = "MUST", **changes: Any) -> RequirementRecord:
    return RequirementRecord(
        **{
            "id": name,
            "level": level,
            "rank": "documented",
            "operation": "POST /things",
            "statement": "A thing is created.",
            "source": "manual.txt, Things",
            "core": True,
            "needs": (),
            "conditional": False,
            "untestable": None,
        }
        | changes
    )


def header(*requirements: RequirementRecord, **changes: Any) -> Header:
    return Header(
        **{
            "run": "cafe",
            "suite": "0.1.0",
            "suite_digest": "5" * 64,
            "api": "sumvin",
            "title": "Sumvin ramp sessions",
            "catalogue_version": 1,
            "catalogue_digest": "d1",
            "scored_version": changes.get("catalogue_version", 1),
            "target": {"base_url": "http://here"},
            "base_url": "http://here",
            "level": "core",
            "depth": "standard",
            "seed": 0,
            "worker": "main",
            "workers": 1,
            "started": "2026-01-01T00:00:00+00:00",
            "requirements": requirements or (record(),),
            "capabilities": {"clock": "add [clock]"},
            "lent": (),
            "checks": {},
            "selected": None,
        }
        | changes
    )


def check(name: str = "things.one", lacking: tuple[str, ...] = (), exchanges: int = 3, **tallies: Tally) -> CheckLine:
    """A check line; `R_ONE=Tally(...)` stands for the requirement R-ONE."""
    return CheckLine(
        check=name,
        statement="One thing is made.",
        cases=2,
        exchanges=exchanges,
        seconds=0.5,
        tallies={key.replace("_", "-"): tally for key, tally in tallies.items()},
        lacking=lacking,
    )


def finding(name: str = "R-ONE", check: str = "things.one", **changes: Any) -> FindingLine:
    return FindingLine(
        **{
            "requirement": name,
            "check": check,
            "expected": "status 201",
            "observed": "status 500",
            "case": {"thing": 1},
            "exchanges": (exchange(),),
        }
        | changes
    )


def specimen(name: str = "R-ONE", check: str = "things.one", **changes: Any) -> SpecimenLine:
    return SpecimenLine(requirement=name, check=check, exchanges=(exchange(**changes),))


def footer(**changes: Any) -> Footer:
    return Footer(**{"ended": "2026-01-01T00:00:09+00:00", "requests": 12, "seconds": 9.0, "cut": None} | changes)


def exchange(number: int = 1, **changes: Any) -> ExchangeRecord:
    return ExchangeRecord(
        **{
            "number": number,
            "decisive": True,
            "operation": "POST /things",
            "actor": "alice",
            "zone": "must accept",
            "method": "POST",
            "url": "http://here/things",
            "request_headers": (("accept", "*/*"),),
            "request_body": '{"name": "a"}',
            "status": 500,
            "response_headers": (("content-type", "text/plain"),),
            "response_body": "Internal Server Error",
            "seconds": 0.01,
            "retries": 0,
            "curl": 'curl -sS -i -X POST http://here/things --data-binary \'{"name": "a"}\'',
        }
        | changes
    )


def journal(directory: Path, *lines: Line, worker: str = "main", cut: int = 0) -> Path:
    """Write a journal, without its last `cut` bytes."""
    whole = "".join(f"{line.model_dump_json()}\n" for line in lines).encode()
    file = directory / f"journal-{worker}.jsonl"
    file.write_bytes(whole[: len(whole) - cut])
    return file


# ---- waivers -----------------------------------------------------------------------------------------


def waiver(**changes: Any) -> WaiverRecord:
    return WaiverRecord(
        **{
            "requirement": "R-ONE",
            "kind": "known-failing",
            "reason": "the provider's bug",
            "owner": "ana",
            "ticket": "RAMP-7",
            "expires": "2027-01-31",
            "file": "waivers.toml",
            "named": Quote(number=2, text='requirement = "R-ONE"'),
            "dated": Quote(number=6, text="expires = 2027-01-31"),
        }
        | changes
    )


def waived_by(state: WaiverState, *, complaint: str | None = None) -> WaiverResult:
    return WaiverResult(waiver=waiver(), state=state, complaint=complaint)


# ---- results -----------------------------------------------------------------------------------------


def found(**changes: Any) -> Finding:
    return Finding(
        **{
            "id": "0a1b2c3d",
            "check": "things.one",
            "expected": "status 201",
            "observed": "status 500",
            "case": {"thing": 1},
            "exchanges": (exchange(),),
            "stable": True,
            "shrunk": True,
        }
        | changes
    )


def requirement(outcome: Outcome = Outcome.PASSED, name: str = "R-ONE", **changes: Any) -> RequirementResult:
    violated = outcome in (Outcome.FAILED, Outcome.WARNED)
    return RequirementResult(
        **{
            "id": name,
            "level": "SHOULD" if outcome is Outcome.WARNED else "MUST",
            "rank": "documented",
            "operation": "POST /things",
            "statement": "A thing is created.",
            "source": "manual.txt, Things",
            "core": True,
            "required": outcome is not Outcome.WARNED,
            "later": None,
            "outcome": outcome,
            "reason": None,
            "mend": None,
            "waiver": None,
            "held": 1,
            "violated": int(violated),
            "checks": ("things.one",),
            "findings": (found(),) if violated else (),
            "specimen": (),
        }
        | changes
    )


def results(*requirements: RequirementResult, **changes: Any) -> Results:
    outcomes = [one.outcome for one in requirements]
    return Results(
        **{
            "suite": "0.1.0",
            "suite_digest": "5" * 64,
            "run": "cafe",
            "api": "sumvin",
            "title": "Sumvin ramp sessions",
            "catalogue_version": 1,
            "catalogue_digest": "d1",
            "scored_version": changes.get("catalogue_version", 1),
            "base_url": "http://here",
            "target": {},
            "level": "core",
            "depth": "standard",
            "seed": 0,
            "started": "2026-01-01T00:00:00+00:00",
            "ended": "2026-01-01T00:00:09+00:00",
            "seconds": 9.8,
            "requests": 1204,
            "verdict": Verdict.NONCONFORMANT if Outcome.FAILED in outcomes else Verdict.CONFORMANT,
            "complete": True,
            "cut": None,
            "partial": False,
            "waived": False,
            "waivers": (),
            "counts": {
                one.outcome: sum(each.outcome is one.outcome and each.scored for each in requirements)
                for one in requirements
                if one.scored
            },
            "requirements": requirements,
            "checks": (
                CheckResult(
                    name="things.one", statement="One thing is made.", cases=2, exchanges=3, seconds=0.5, lacking=()
                ),
            ),
            "crashes": (),
        }
        | changes
    )


# ---- anything ----------------------------------------------------------------------------------------

_TRICKS = (
    *("\x1b[2J", "\x1b]8;;http://evil\x1b\\", "\x9b5m", "\x07", "\x00", "\r", "\b", "\x7f", "\x85", "\t", "\n"),
    *("\u202e", "\u2066", "\u200b", "\ufeff", "\u2028", "\u00a0", "\u00ad", "\ud800", "\udfff\ud800", "\ue000"),
    *("[bold]", "[/]", "[link=http://evil]", ":smile:", "%s{0}", "‹token#3›", "✗", "é", "𝔘", "漢" * 50),
    *("word ", "a" * 90, '{"a":[1,2.50],"b":"c"}', "[" * 2000, "\\x1b", "'", "…"),
)

anything = st.lists(st.sampled_from(_TRICKS) | st.integers(0, 0x10FFFF).map(chr), max_size=4).map("".join)
"""Text as a hostile server writes it. (Not `st.text`, which builds tables in the working directory.)"""

_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | anything,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(anything, inner, max_size=2),
    max_leaves=4,
)


def models(model: type[M]) -> st.SearchStrategy[M]:
    """Any value of a pydantic model."""
    fields = {name: _of(field.annotation) for name, field in model.model_fields.items()}
    return st.builds(model, **fields)


def _of(annotation: Any) -> st.SearchStrategy[Any]:
    simple: dict[Any, st.SearchStrategy[Any]] = {
        str: anything,
        int: st.integers(),
        float: st.floats(allow_nan=False, allow_infinity=False),
        bool: st.booleans(),
        type(None): st.none(),
        Any: _values,
    }
    if annotation in simple:
        return simple[annotation]
    inner = get_args(annotation)
    origin = get_origin(annotation)
    if origin is Literal:
        return st.sampled_from(inner)
    if origin in (Union, types.UnionType):
        return st.one_of(*(_of(one) for one in inner))
    if origin is dict:
        return st.dictionaries(_of(inner[0]), _of(inner[1]), max_size=2)
    if origin is tuple and inner[1:] == (...,):
        return st.lists(_of(inner[0]), max_size=3).map(tuple)
    if origin is tuple:
        return st.tuples(*map(_of, inner))
    if issubclass(annotation, Enum):
        return st.sampled_from(list(annotation))
    return models(annotation)
