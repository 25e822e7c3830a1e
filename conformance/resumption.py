"""What a further visit of a run has to do, and whether it may.

A run that was cut is finished later: only the checks that were not run, with the same seed and depth, against the same
target. What takes a day is decided in a visit of its own, with what the first left behind.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from conformance.errors import ConfigurationError
from reports import visits
from reports.journal import Header, JournalError, NoteLine
from reports.visits import Story

LONGEST = timedelta(days=7)
"""A run is not resumed longer than this after it began: what it found then may no longer hold."""


@dataclass(frozen=True)
class Errand:
    """What one visit is to do.

    Attributes:
        visit: its number, from 1.
        checks: names of the checks to be run; None for all that are selected.
        noted: of those that are made for the second time, name to what the first visit left behind.
    """

    visit: int = 1
    checks: frozenset[str] | None = None
    noted: Mapping[str, Sequence[Any]] = field(default_factory=dict)

    def includes(self, check: str) -> bool:
        """Whether a check is to be run."""
        return self.checks is None or check in self.checks


def story(directory: Path, *, before: int | None = None) -> Story:
    """What a run directory tells of the visits before one, or of all.

    Raises:
        ConfigurationError: it holds no run that can be read.
    """
    try:
        return visits.read(directory, before=before)
    except JournalError as error:
        raise ConfigurationError(str(error)) from None


def unfinished(earlier: Story, visit: int) -> Errand:
    """An errand that finishes a run.

    Args:
        earlier: the visits before.
        visit: the number of this one.
    """
    return Errand(visit, frozenset(earlier.left))


def second(earlier: Story, visit: int, now: datetime) -> Errand:
    """An errand that decides what takes two visits, and is due.

    Args:
        earlier: the visits before.
        visit: the number of this one.
        now: by our clock.

    Raises:
        ConfigurationError: nothing is left for a second visit, or nothing is due now.
    """
    noted: dict[str, list[Any]] = {}
    for note in earlier.pending:
        if _begin(note) <= now <= _end(note):
            known = note.model_dump(mode="json", include={"noted", "date", "after", "before"})
            noted.setdefault(note.check, []).append(known)
    if noted:
        return Errand(visit, frozenset(noted), noted)
    coming = [_begin(note) for note in earlier.pending if _begin(note) > now]
    if coming:
        raise ConfigurationError(f"it is too early for a second visit; come again after {_told(min(coming))}")
    if earlier.pending:
        missed = max(map(_end, earlier.pending))
        raise ConfigurationError(f"it is too late for a second visit, which was due until {_told(missed)}; run it anew")
    raise ConfigurationError("nothing in this run waits for a second visit; leave --window out")


def too_early(noted: Mapping[str, Any], date: str | None) -> str | None:
    """What the target's own clock says against a second visit, as a sentence; None if nothing, or if it has no say.

    Our clock may have been set meanwhile, and a target is judged by its own.

    Args:
        noted: an entry of an errand.
        date: the target's time now, from a Date header.
    """
    then, now = _instant(noted["date"]), _instant(date)
    if then is None or now is None:
        return None
    passed = (now - then).total_seconds()
    if noted["after"] <= passed and (noted["before"] is None or passed <= noted["before"]):
        return None
    return f"by the target's own clock, {passed / 3600:.2f} hours have passed since the first visit"


def hold_against(header: Header, current: Header, *, embedded: bool) -> None:
    """See whether a run may go on as it began.

    Args:
        header: of its first visit.
        current: as it would be written now.
        embedded: the target is the embedded reference, which is served on another port each time.

    Raises:
        ConfigurationError: the suite or the target is not what it was, or too much time has passed.
    """
    if (header.suite, header.catalogue_digest, header.checks) != (
        current.suite,
        current.catalogue_digest,
        current.checks,
    ):
        raise ConfigurationError(
            f"the run was begun by another version of the suite ({header.suite}, catalogue {header.catalogue_version}) "
            f"than this one ({current.suite}, catalogue {current.catalogue_version}); run it anew"
        )
    if not embedded and header.base_url != current.base_url:
        raise ConfigurationError(
            f"the run was begun against {header.base_url}, and the target file now says {current.base_url}; run it anew"
        )
    changed = _changed(header.target, current.target)
    if header.lent != current.lent or changed:
        what = f" ([{changed[0]}])" if changed else ""
        raise ConfigurationError(f"the target file is not what it was when the run began{what}; run it anew")
    began = datetime.fromisoformat(header.started)
    if datetime.fromisoformat(current.started) - began > LONGEST:
        raise ConfigurationError(
            f"the run was begun on {began:%Y-%m-%d}, and what it found then may no longer hold; run it anew"
        )


def _changed(before: Mapping[str, Any], now: Mapping[str, Any]) -> Sequence[str]:
    """The tables of a target file that differ; how hard a target may be pressed is another matter."""
    names: Iterable[str] = dict.fromkeys([*before, *now])
    return [name for name in names if name not in ("limits", "base_url") and before.get(name) != now.get(name)]


def _begin(note: NoteLine) -> datetime:
    return datetime.fromisoformat(note.opened) + timedelta(seconds=note.after)


def _end(note: NoteLine) -> datetime:
    if note.before is None:
        return datetime.max.replace(tzinfo=UTC)
    return datetime.fromisoformat(note.opened) + timedelta(seconds=note.before)


def _instant(date: str | None) -> datetime | None:
    """An HTTP date (RFC 9110, 5.6.7), if it is one."""
    try:
        return parsedate_to_datetime(date).replace(tzinfo=UTC) if date else None
    except ValueError:
        return None


def _told(moment: datetime) -> str:
    return f"{moment.astimezone(UTC) + timedelta(seconds=59):%Y-%m-%d %H:%M} UTC"
