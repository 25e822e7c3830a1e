"""Requirements with all that the suite knows of them: how they are checked, and how a vendor can break them."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from inspect import cleandoc

import reference
import specs
from conformance import api as apis
from conformance.api import Api
from conformance.check import Check
from conformance.errors import ConfigurationError
from conformance.selection import all_checks
from reference import Fault
from specs import Requirement


@dataclass(frozen=True)
class Entry:
    """One requirement.

    Attributes:
        requirement: of the catalogue.
        checks: that decide it by what they do.
        everywhere: it is judged on every exchange of every check.
        faults: of the reference, each of which breaks it.
    """

    requirement: Requirement
    checks: tuple[Check, ...]
    everywhere: bool
    faults: tuple[Fault, ...]

    @property
    def coverage(self) -> str:
        """How it is covered, in a few words: `2 checks, 5 faults`."""
        if self.requirement.untestable is not None:
            return "untestable"
        ways = ["every answer"] if self.everywhere else []
        ways += [_counted(len(self.checks), "check")] if self.checks else []
        return ", ".join([*(ways or ["no check"]), _counted(len(self.faults), "fault")])


def entries(api: Api) -> list[Entry]:
    """All requirements of an API, in the order of its catalogue."""
    checks = all_checks(api)
    everywhere = api.everywhere
    faults = reference.faults(api.name).values()
    return [
        Entry(
            one,
            tuple(check for check in checks if one.id in check.requirements),
            one.id in everywhere,
            tuple(fault for fault in faults if fault.requirement == one.id),
        )
        for one in api.contract.requirements.values()
    ]


def find(wanted: str) -> tuple[Api, Entry]:
    """The requirement of an id, whatever its case.

    Raises:
        ConfigurationError: there is none; the message names those that come near.
    """
    known = {one: name for name in specs.names() for one in specs.load(name).requirements}
    identity = wanted.strip().upper()
    if identity not in known:
        near: Sequence[str] = difflib.get_close_matches(identity, known, n=3, cutoff=0.6)
        near = near or [one for one in known if identity in one][:3]
        hint = f"; did you mean {' or '.join(near)}?" if near else "; `ramp-conformance requirements` lists them"
        raise ConfigurationError(f"there is no requirement {wanted}{hint}")
    api = apis.load(known[identity])
    return api, next(entry for entry in entries(api) if entry.requirement.id == identity)


def story(check: Check) -> str:
    """All that a check's docstring says, as one paragraph."""
    return " ".join(cleandoc(check.scenario.__doc__ or "").split())


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
