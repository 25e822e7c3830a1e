"""The journals of a run directory put in order: by visit, and by shard.

A run that was cut is finished in further visits; one that was split over machines is joined again from its shards. In
either case the run came to its end if every one of its checks was run, and nothing was cut in the end.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any

from reports import journal
from reports.journal import CheckLine, Footer, Header, JournalError, NoteLine, Tally
from reports.verdict import merge

_SHARD = re.compile(r"[1-9]\d{0,2}/[1-9]\d{0,2}", re.ASCII)

KILLED = "the run was killed before it came to its end"


@dataclass(frozen=True)
class Visit:
    """One start of the suite: the run itself or a resumption, of one shard or of the whole.

    Attributes:
        header: of the process that was there first; the others' differ in name and time only.
        journals: what follows the header in the journal of each process.
    """

    header: Header
    journals: Sequence[Sequence[Any]]

    @property
    def lines(self) -> Iterator[Any]:
        """All lines of all processes but their headers."""
        return (line for lines in self.journals for line in lines)

    @property
    def footers(self) -> list[Footer]:
        """Of the processes that came to their end."""
        return [line for line in self.lines if isinstance(line, Footer)]

    @property
    def cut(self) -> str | None:
        """Why the visit ended early, or None."""
        reasons = [footer.cut for footer in self.footers if footer.cut]
        if reasons:
            return reasons[0]
        return KILLED if len(self.footers) < self.header.workers else None

    @property
    def requests(self) -> int:
        """As the footers counted them; of a process that was killed, as many as its checks told of."""
        return sum(
            next(
                (line.requests for line in lines if isinstance(line, Footer)),
                sum(line.exchanges for line in lines if isinstance(line, CheckLine)),
            )
            for lines in self.journals
        )

    @property
    def seconds(self) -> float:
        """Of the process that took longest."""
        return max((footer.seconds for footer in self.footers), default=0.0)


@dataclass(frozen=True)
class Story:
    """Everything that a run directory tells.

    Attributes:
        visits: in the order in which they were made.
        shard: which share of a run this is; None for a whole run, also for one that was joined.
    """

    visits: Sequence[Visit]
    shard: str | None

    @property
    def header(self) -> Header:
        """Of the first visit."""
        return self.visits[0].header

    @property
    def last(self) -> Header:
        """Of the last visit."""
        return self.visits[-1].header

    @property
    def parts(self) -> Mapping[str | None, Sequence[Visit]]:
        """The visits of each shard."""
        shards = dict.fromkeys(visit.header.shard for visit in self.visits)
        return {shard: [visit for visit in self.visits if visit.header.shard == shard] for shard in shards}

    @property
    def run(self) -> str:
        """The run's id; that of a joined run follows from those of its shards."""
        return _joined([visits[0].header.run for shard, visits in self.parts.items() if shard or not self._is_joined])

    @property
    def _is_joined(self) -> bool:
        return self.shard is None and len(self.parts) > 1

    @property
    def lines(self) -> list[Any]:
        """All lines, those of earlier visits first."""
        return [line for visit in self.visits for line in visit.lines]

    @property
    def expected(self) -> Sequence[str]:
        """Names of the checks that have to be run."""
        share = self.header.share if self.shard else None
        return tuple(self.header.checks) if share is None else share

    @cached_property
    def checks(self) -> Mapping[str, CheckLine]:
        """What each check came to, over all visits."""
        lines = sorted((one for one in self.lines if isinstance(one, CheckLine)), key=lambda line: line.check)
        return {check: _merged(list(group)) for check, group in groupby(lines, key=lambda line: line.check)}

    @property
    def left(self) -> Sequence[str]:
        """Names of the checks that were not run, or not to their end."""
        return [name for name in self.expected if name not in self.checks or self.checks[name].cut]

    @property
    def cut(self) -> str | None:
        """Why the run is not finished, or None."""
        for visits in self.parts.values():
            if visits[-1].cut:
                return visits[-1].cut
        if len({visit.header.suite_digest for visit in self.visits}) > 1:
            return "the suite was changed between two visits, or differs from shard to shard"
        if not self.left:
            return None
        earlier = next((visit.cut for visit in reversed(self.visits) if visit.cut), None)
        return earlier or f"{len(self.left)} of its checks were not run, such as {self.left[0]}"

    @property
    def ended(self) -> str | None:
        """When the last process came to its end; None if that of a last visit never did."""
        lasts = [visits[-1] for visits in self.parts.values()]
        ends = [max((footer.ended for footer in visit.footers), default=None) for visit in lasts]
        known = [end for end in ends if end is not None]
        return max(known) if len(known) == len(ends) else None

    @property
    def seconds(self) -> float:
        """Visits come one after another, shards run side by side."""
        return round(max(sum(visit.seconds for visit in visits) for visits in self.parts.values()), 3)

    @property
    def requests(self) -> int:
        """Of all visits."""
        return sum(visit.requests for visit in self.visits)

    @cached_property
    def pending(self) -> Sequence[NoteLine]:
        """What is left for a second visit: nothing that a later visit has decided already."""
        return [
            note
            for visit in self.visits
            for note in visit.lines
            if isinstance(note, NoteLine) and not any(self._decides(later, note) for later in self.visits_after(visit))
        ]

    def visits_after(self, visit: Visit) -> Iterator[Visit]:
        """The visits that were made later."""
        return (later for later in self.visits if later.header.visit > visit.header.visit)

    def _decides(self, visit: Visit, note: NoteLine) -> bool:
        asked = self.header.checks.get(note.check, ())
        return any(
            line.tallies[name].held or line.tallies[name].violated
            for line in visit.lines
            if isinstance(line, CheckLine) and line.check == note.check
            for name in asked
            if name in line.tallies
        )


def read(directory: Path, *, before: int | None = None) -> Story:
    """The story of a run directory.

    Args:
        directory: of the run.
        before: leave out this visit and later ones; None to leave out none.

    Raises:
        JournalError: there is none, a journal cannot be read, or they belong to different runs.
    """
    files = sorted(directory.glob("journal-*.jsonl"))
    if not files:
        raise JournalError(f"{directory} holds no journal of a run; name the folder that `run` reported")
    # A process that was killed while it wrote its header left nothing to read: it counts as missing.
    journals = [lines for file in files if (lines := journal.read(file))]
    if not journals:
        raise JournalError(f"the run in {directory} was killed before it wrote anything down; run it again")
    journals = [lines for lines in journals if before is None or lines[0].visit < before]
    visits = sorted(_visits(journals), key=lambda visit: (visit.header.visit, visit.header.shard or ""))
    story = Story(visits, _shard(directory, [visit.header for visit in visits]))
    for part in story.parts.values():
        if len({visit.header.run for visit in part}) > 1:
            raise JournalError(f"{directory} holds journals of different runs; give each run a folder of its own")
    return story


def _visits(journals: Iterable[Sequence[Any]]) -> Iterator[Visit]:
    grouped: dict[tuple[str | None, int, str], list[Sequence[Any]]] = {}
    for lines in journals:
        header: Header = lines[0]
        grouped.setdefault((header.shard, header.visit, header.run), []).append(lines)
    for group in grouped.values():
        first: Header = min((lines[0] for lines in group), key=lambda header: header.started)
        yield Visit(first, [lines[1:] for lines in group])


def _shard(directory: Path, headers: Sequence[Header]) -> str | None:
    """The shard that a directory holds; None for a whole run."""
    found = {header.shard for header in headers if header.shard}
    if not found:
        return None
    for shard in found:
        if not _SHARD.fullmatch(shard):
            raise JournalError(f"{directory} holds a shard {shard!r}, which is no share of a run")
    whole = {f"{number + 1}/{count}" for count in {_count(shard) for shard in found} for number in range(count)}
    if found == whole and len({_count(shard) for shard in found}) == 1:
        return None
    if len(found) == 1 and all(header.shard for header in headers):
        return found.pop()
    lacking = ", ".join(sorted(whole - found))
    raise JournalError(f"{directory} holds shards {', '.join(sorted(found))} of a run and lacks {lacking}")


def _count(shard: str) -> int:
    return int(shard.partition("/")[2])


def _joined(runs: Sequence[str]) -> str:
    return runs[0] if len(runs) == 1 else hashlib.sha256(" ".join(sorted(runs)).encode()).hexdigest()[:12]


def _merged(lines: Sequence[CheckLine]) -> CheckLine:
    """One check over several visits: what held or was violated adds up, what was cut short counts no more."""
    counted = [line for line in lines if not line.cut] or lines[-1:]
    names = dict.fromkeys(name for line in lines for name in line.tallies)
    return counted[-1].model_copy(
        update={
            "cases": sum(line.cases for line in counted),
            "exchanges": sum(line.exchanges for line in lines),
            "seconds": round(sum(line.seconds for line in lines), 4),
            "tallies": {name: merge(_counting(lines, counted, name)) for name in names},
        }
    )


def _counting(lines: Sequence[CheckLine], counted: Sequence[CheckLine], name: str) -> Iterator[Tally]:
    for line in lines:
        tally = line.tallies.get(name, Tally())
        whole = any(line is one for one in counted)
        yield tally if whole else Tally(held=tally.held, violated=tally.violated)
