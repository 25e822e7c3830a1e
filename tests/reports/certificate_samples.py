"""A conformant run of the installed suite that nobody has to wait for, and what it takes to certify it."""

import dataclasses
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from report_samples import check, footer, header, journal, requirement, results

import specs
from reports.certificate.issue import certify
from reports.certificate.statement import statement_of
from reports.certificate.suite import Suite, installed
from reports.certificate.verification import Verified, verify
from reports.compile import compile_run
from reports.journal import RequirementRecord, Tally
from reports.results import Outcome, RequirementResult, Results
from specs import Contract, Requirement

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))
SUITE = Suite(version="0.1.0", digest="5" * 64)
ENDED = datetime(2026, 1, 1, 0, 0, 9, tzinfo=UTC)
NOW = ENDED + timedelta(days=1)


def promise(name: str, level: Any = "MUST", **changes: Any) -> Requirement:
    return Requirement(
        **{
            "id": name,
            "level": level,
            "rank": "documented",
            "operation": "POST /things",
            "statement": "A thing is created.",
            "source": "manual.txt, Things",
            "core": True,
        }
        | changes
    )


PROMISES = (
    promise("R-ONE"),
    promise("R-MAYBE", conditional=True),
    promise("R-FULL", core=False),
    promise("R-SHOULD", "SHOULD"),
    promise("R-NEVER", untestable="nobody sees it"),
)


def contract(
    *more: Requirement, version: int = 1, digest: str = "d1", since: Mapping[str, int] | None = None
) -> Contract:
    return Contract(
        name="sumvin",
        version=version,
        title="Sumvin ramp sessions",
        capabilities={},
        requirements={one.id: one for one in (*PROMISES, *more)},
        digest=digest,
        since=since or {},
    )


def found(outcome: Outcome, name: str, **changes: Any) -> RequirementResult:
    held = {"held": 1} if outcome is Outcome.PASSED else {"held": 0, "checks": ()}
    return requirement(outcome, name, **held | changes)


GOOD = (
    found(Outcome.PASSED, "R-ONE"),
    found(Outcome.NOT_APPLICABLE, "R-MAYBE"),
    found(Outcome.PASSED, "R-FULL", core=False, required=False),
    found(Outcome.WARNED, "R-SHOULD"),
    found(Outcome.UNTESTABLE, "R-NEVER", required=False),
)


def good(*requirements: RequirementResult, **changes: Any) -> Results:
    """Conformant results, with other outcomes for some requirements."""
    other = {one.id: one for one in requirements}
    known = {one.id for one in GOOD}
    mixed = [other.get(one.id, one) for one in GOOD] + [one for one in requirements if one.id not in known]
    return results(*mixed, **changes)


def written(run: Results) -> bytes:
    return run.model_dump_json(indent=1).encode()


def certified(run: Results, **changes: Any) -> bytes:
    given = {"suite": SUITE, "now": NOW, "checks": ("things.one",), "contract": contract(), "key": KEY}
    return certify(written(run), run, **given | changes)


def held(file: bytes, exact: bytes, key: Ed25519PrivateKey = KEY, **changes: Any) -> Verified:
    given = {"suite": SUITE, "now": NOW, "contract_of": lambda _: contract()}
    return verify(file, exact, key.public_key(), **given | changes)


def stated(run: Results, **changes: Any) -> Any:
    given = {"contract": contract(), "openapi": contract().openapi_digest, "catalogue": 1}
    return statement_of(run, written(run), **given | {"build": None, "image": None} | changes)


# ---- of the installed suite --------------------------------------------------------------------------


def run_directory(folder: Path, *, ended: datetime | None = None, violated: str | None = None, **changes: Any) -> Path:
    """A run directory as the installed suite leaves it after a conformant run of Sumvin's core."""
    from conformance.api import load  # noqa: PLC0415 (heavy)
    from conformance.selection import all_checks  # noqa: PLC0415 (heavy)

    promised = specs.load("sumvin")
    records = [
        RequirementRecord(**{**dataclasses.asdict(one), "needs": tuple(sorted(one.needs))})
        for one in promised.requirements.values()
    ]
    tallies = {one.id.replace("-", "_"): Tally(held=1) for one in records if one.untestable is None}
    tallies |= {violated.replace("-", "_"): Tally(violated=1)} if violated else {}
    names = [one.name for one in all_checks(load("sumvin"))]
    folder.mkdir(parents=True, exist_ok=True)
    journal(
        folder,
        header(
            *records,
            suite=installed().version,
            suite_digest=installed().digest,
            catalogue_version=promised.version,
            catalogue_digest=promised.digest,
            **changes,
        ),
        *(check(name, **tallies) for name in names),
        footer(ended=(ended or datetime.now(UTC)).isoformat(timespec="seconds")),
    )
    (folder / "results.json").write_bytes(written(compile_run(folder)))
    return folder
