"""Sessions to try lists on: all that a list holds, in its order, while nobody adds to it.

They are created once for a whole run, which every look at a list then shares: to look changes nothing.
"""

import asyncio
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from conformance.errors import Blocked
from conformance.exchange import MISSING, at
from conformance.expectation import given
from conformance.scenario import Answer
from conformance.stripe.facade import Caller, Stripe
from conformance.stripe.sessions import identity, instant
from conformance.together import together
from strategies.forms import Params
from strategies.stripe import parameters
from strategies.stripe.fixtures import Fixtures
from strategies.stripe.vocabulary import DEFAULT_LIMIT, LARGEST_LIMIT

KINDS = ("fresh", "archive")
"""Sessions that were created for the purpose, and those of an account that is never written to."""

GROUPS = 3
"""So many times sessions are created, far enough apart to be told apart by their seconds."""

APART = 1.1
"""Seconds, since times are whole ones."""

FRESH = 18
"""So many sessions are created: more than a page of the default length, and one of every pair."""

EVER = range(2**63)
"""All the seconds that a session may have been created in."""

MOST_PAGES = 4
"""Of a longer list only the recent part is used."""

Entry = Mapping[str, Any]


@dataclass(frozen=True)
class Shelf:
    """What a list shows under some filters.

    Attributes:
        caller: whose list.
        base: the filters.
        entries: the sessions, in the order of the list; at least two of them.
        known: ids of sessions that surely belong there, because they were created for it.
        answer: the list's last page, as evidence.
    """

    caller: Caller
    base: Mapping[str, Any]
    entries: tuple[Entry, ...]
    known: frozenset[str]
    answer: Answer

    @property
    def ids(self) -> list[str]:
        """The ids of the entries, in their order."""
        return [identity(entry) for entry in self.entries]

    @property
    def instants(self) -> list[int]:
        """The times at which the entries were created, each once, the latest first."""
        return sorted({time for entry in self.entries if (time := instant(entry)) is not None}, reverse=True)

    @property
    def more(self) -> int:
        """A limit that shows all the entries, and some of what does not belong to them, as far as a page can."""
        return min(LARGEST_LIMIT, len(self.entries) + DEFAULT_LIMIT)

    async def page(self, **params: Any) -> Answer:
        """A page of the list under the base's filters and further ones."""
        return await self.caller.list(**{**self.base, **params})


@dataclass
class _Filling:
    """What the fresh shelf of a run holds so far.

    Attributes:
        begun: how many groups of sessions somebody has begun to create.
        created: the answers.
    """

    begun: int = 0
    created: list[Answer] = field(default_factory=list)


# Every run has an event loop of its own.
_fillings: WeakKeyDictionary[asyncio.AbstractEventLoop, _Filling] = WeakKeyDictionary()


async def shelf(stripe: Stripe, kind: str) -> Shelf | None:
    """A shelf of one kind, or None where the target has none of it.

    Nobody changes anything of its account afterwards.
    """
    if kind == "archive":
        return await _archive(stripe) if stripe.lends("archive") else None
    created = await _created(stripe)
    # One that is refused, wrongly, is for another check to say; the others make a shelf without it.
    served = [answer for answer in created if answer.succeeded] or [given(answer).status(200) for answer in created]
    times = [time for answer in served if (time := instant(answer.json)) is not None]
    if not times:
        raise Blocked("no session was created that says when")
    since, until = min(times), max(times) + 1
    known = frozenset(identity(answer.json) for answer in served)
    return await _filled(stripe.alice, {"created": {"gte": since, "lte": until}}, range(since, until + 1), known)


async def _created(stripe: Stripe) -> Sequence[Answer]:
    """The run's fresh sessions. Whoever comes first to a group of them creates it; all who look wait for that."""
    filling = _fillings.setdefault(asyncio.get_running_loop(), _Filling())
    orders = wanted(stripe.fixtures)
    if not stripe.has_clock:
        await stripe.undisturbed("alice")
    for group in range(filling.begun, GROUPS):
        await stripe.later(APART)
        if filling.begun == group:
            filling.begun += 1
            filling.created += await together(*(stripe.alice.create(order) for order in orders[group::GROUPS]))
    # Once its last second and the next are over, nobody can add to the shelf any more, not even another run.
    await stripe.later(2 * APART)
    await stripe.undisturbed("alice")
    return filling.created


def wanted(fixtures: Fixtures) -> list[Params]:
    """What the fresh sessions of a shelf are created with: pairs from all over, lists alone, and no choice at all."""
    lists: list[Params] = [
        {"destination_currencies": list(fixtures.currencies[-2:])},
        {"destination_networks": list(fixtures.networks[-2:])},
    ]
    chosen = [*(parameters.pointed(pair) for pair in fixtures.pairs[: FRESH - 3]), *lists]
    return [*chosen, *({} for _ in range(FRESH - len(chosen)))]


async def _archive(stripe: Stripe) -> Shelf:
    return await _filled(stripe.actor("archive"), {}, EVER, frozenset())


async def _filled(caller: Caller, base: Mapping[str, Any], times: range, known: frozenset[str]) -> Shelf:
    """All entries of some seconds in large pages, each once; whatever has_more says, until there are none that are new.

    A filter that does not work must not keep the others from being judged, so entries are chosen here as well.
    """
    found: dict[str, Entry] = {}
    answer = given(await caller.list(**base, limit=LARGEST_LIMIT)).status(200)
    for page in range(MOST_PAGES + 1):
        fresh = [entry for entry in entries_of(answer) if identity(entry) not in found]
        found |= {identity(entry): entry for entry in fresh if (instant(entry) or 0) in times}
        if not fresh or any((instant(entry) or 0) < times.start for entry in fresh):
            break
        if page == MOST_PAGES:
            # Too long to be known whole: what was created after the last one that was seen is known whole.
            times = range((instant(fresh[-1]) or 0) + 1, times.stop)
            base = {"created": {**base.get("created", {}), "gte": times.start}}
            break
        further = await caller.list(**base, limit=LARGEST_LIMIT, starting_after=identity(entries_of(answer)[-1]))
        if further.status != 200:
            break  # what a page past the end has to be is for a check to say
        answer = further
    entries = tuple(entry for entry in found.values() if (instant(entry) or 0) in times)
    if len(entries) < 2:
        raise Blocked(f"the list shows {len(entries)} sessions, too few to say anything of pages")
    return Shelf(caller, base, entries, known, answer)


def entries_of(answer: Answer) -> Sequence[Entry]:
    """The sessions of a page.

    Raises:
        Blocked: it has no array of objects with ids.
    """
    data = given(answer).member("/data")
    if not isinstance(data, list) or not all(isinstance(one, dict) and identity(one) for one in data):
        raise Blocked(f"the list's data is no array of sessions: {answer}")
    return data


def ids_of(answer: Answer) -> list[str]:
    """The ids of a page's sessions."""
    return [identity(entry) for entry in entries_of(answer)]


def descending(entries: Sequence[Entry]) -> bool:
    """Whether entries come in the order of a list: none was created before the one behind it."""
    times = [instant(entry) or 0 for entry in entries]
    return all(one >= other for one, other in itertools.pairwise(times))


def detail(entry: Entry, name: str) -> Any:
    """A member of an entry's transaction_details, or None."""
    value = at(entry, f"/transaction_details/{name}")
    return None if value is MISSING else value
