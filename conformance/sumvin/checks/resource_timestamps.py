"""The X-Timestamp-Format header on every resource that is read: two renderings of one thing, field by field."""

from dataclasses import dataclass
from typing import Any, Final

from conformance.check import check, each, sweep
from conformance.errors import Blocked
from conformance.exchange import MISSING, Zone, at
from conformance.expectation import expect
from conformance.scenario import Answer
from conformance.sumvin import holdings, operations, timefields
from conformance.sumvin.facade import Sumvin
from conformance.sumvin.renderings import by_id, differences
from conformance.sumvin.valid_calls import arguments_of
from conformance.together import together
from strategies.sumvin import idents, quotes

NEVER_REJECTED = "SUMVIN-TIMESTAMP-NEVER-REJECTED"
OTHERS_UNCHANGED = "SUMVIN-TIMESTAMP-OTHERS-UNCHANGED"
AS_DEFAULT = "SUMVIN-TIMESTAMP-DEFAULT"
AS_ISO8601 = "SUMVIN-TIMESTAMP-ISO8601"
UNRECOGNISED = "SUMVIN-TIMESTAMP-UNRECOGNISED"

READ: Final = (
    operations.LIST_TRANSACTIONS,
    operations.GET_TRANSACTION,
    operations.GET_LINK_CONFIG,
    operations.LIST_INSTITUTIONS,
    operations.LIST_ACCOUNTS,
    operations.GET_ACCOUNT,
    operations.LIST_ASSETS,
    operations.LIST_BANK_TRANSACTIONS,
)
"""What can be read twice with one and the same answer; the last two only where the target has them."""

MADE: Final = (operations.START_LINK, operations.SYNC_ACCOUNT, operations.MAKE_PROCESSOR_TOKEN)

OTHER_VALUES: Final = ("ISO8601", "iso8601-ms", "not-iso8601", "iso-8601", "epoch", "iso")


@check(NEVER_REJECTED, OTHERS_UNCHANGED, AS_DEFAULT, AS_ISO8601, UNRECOGNISED, needs=(), waits=True)
@sweep(operation=each(READ), turn=each((0, 1)))
async def a_resource_differs_in_its_times_only(sumvin: Sumvin, operation: str, turn: int) -> None:
    """One resource without the header, as iso8601, under another value, and without the header once more."""
    other = OTHER_VALUES[(2 * READ.index(operation) + turn) % len(OTHER_VALUES)]
    how = await _arguments(sumvin, operation)
    # What alice has must not change while it is looked at; a list may be cut to its newest few.
    await sumvin.undisturbed("alice")
    looks = [await _look(sumvin, operation, how, other)]
    if not looks[0].plain.succeeded:
        return  # whether it is to be had is for other checks to say
    for rendering in (looks[0].iso, looks[0].unrecognised):
        expect(rendering, NEVER_REJECTED).accepted()
    if not looks[0].whole:
        return
    if any(looks[0].strays()):
        # A price may change and change back: what the header changes, it changes each time.
        looks.append(await _look(sumvin, operation, how, other))
    _expect_only_times(looks)


@dataclass(frozen=True)
class Look:
    """One resource without the header, as iso8601, under another value, and without the header once more."""

    plain: Answer
    iso: Answer
    unrecognised: Answer
    again: Answer

    @property
    def whole(self) -> bool:
        """Whether all four were answered with a success."""
        return all(one.succeeded for one in (self.plain, self.iso, self.unrecognised, self.again))

    @property
    def volatile(self) -> set[str]:
        """What changed by itself, between the first answer and the last; it says nothing about the header."""
        return differences(by_id(self.plain.json), by_id(self.again.json))

    def strays(self) -> tuple[set[str], set[str]]:
        """The places, other than of times, that iso8601 and the other value changed."""
        ours, volatile = timefields.without_time(by_id(self.plain.json)), self.volatile
        changed = (differences(ours, timefields.without_time(by_id(one.json))) for one in (self.iso, self.unrecognised))
        iso, unrecognised = ({place for place in one if not _within(place, volatile)} for one in changed)
        return iso, unrecognised


async def _look(sumvin: Sumvin, operation: str, how: dict[str, Any], other: str) -> Look:
    plain = await _read(sumvin, operation, how, None)
    # Whatever changes by itself between these two changes between the first and the last as well.
    iso, unrecognised = await together(*(_read(sumvin, operation, how, value) for value in (timefields.ISO8601, other)))
    return Look(plain, iso, unrecognised, await _read(sumvin, operation, how, None))


async def _read(sumvin: Sumvin, operation: str, how: dict[str, Any], value: str | None) -> Answer:
    headers = {timefields.HEADER: value} if value is not None else {}
    # A resource that the documents only mention may be missing.
    return await sumvin.alice.call(operation, zone=Zone.MAY_EITHER, headers=headers, **how)


async def _arguments(sumvin: Sumvin, operation: str) -> dict[str, Any]:
    try:
        if operation == operations.GET_TRANSACTION:
            return {"ident": (await holdings.own_transactions(sumvin))[-1]}
        if operation == operations.GET_ACCOUNT:
            return {"ident": (await holdings.own_accounts(sumvin))[0]}
    except Blocked:
        return {"ident": "none"}
    return {}


def _expect_only_times(looks: list[Look]) -> None:
    last = looks[-1]
    strays = [set.intersection(*each_look) for each_look in zip(*(look.strays() for look in looks), strict=True)]
    for rendering, own in zip((last.iso, last.unrecognised), strays, strict=True):
        expect(rendering, OTHERS_UNCHANGED).that(
            not own,
            expected="every field but those of time as without the header",
            observed=f"other values at {', '.join(sorted(own)[:5])}",
            beside=(last.plain,),
        )
    volatile = last.volatile
    for pointer, value in timefields.time_fields(by_id(last.plain.json)):
        if not _within(pointer, volatile):
            _expect_time(pointer, value, last)


def _within(place: str, places: set[str]) -> bool:
    """Whether a place is one of some, or lies in one."""
    return any(place == one or place.startswith(f"{one}/") or not one for one in places)


def _expect_time(pointer: str, value: Any, look: Look) -> None:
    plain, iso = look.plain, look.iso
    other = at(by_id(look.unrecognised.json), pointer)
    expect(look.unrecognised, UNRECOGNISED).that(
        other == value and type(other) is type(value),
        expected=f"{value!r} at {pointer}, as without the header",
        observed=repr(other),
        beside=(plain,),
    )
    theirs = at(by_id(iso.json), pointer)
    ours, wanted = timefields.instant(theirs), timefields.instant(value)
    if theirs is MISSING or theirs is None:
        expect(iso, AS_ISO8601).that(False, expected=f"a time at {pointer}", observed=repr(theirs), beside=(plain,))
    elif ours is not None and wanted is not None:
        expect(iso, AS_ISO8601).that(
            # A fraction of a second may be cut or rounded.
            abs(ours - wanted) <= 1,
            expected=f"the instant {value!r} at {pointer}",
            observed=repr(theirs),
            beside=(plain,),
        )


@check(NEVER_REJECTED, needs=())
@sweep(value=each((timefields.ISO8601, "epoch", "*", "x" * 200)))
async def no_value_of_the_header_refuses_a_query(sumvin: Sumvin, value: str) -> None:
    """Quotes and lists under any value of the header, where they are to be had without it."""
    headers = {timefields.HEADER: value}
    for operation, query in (
        (operations.LIST_QUOTES, quotes.plainest(sumvin.fixtures)),
        (operations.LIST_ACCOUNTS, None),
    ):
        plain = await sumvin.alice.call(operation, zone=Zone.MAY_EITHER, query=query)
        if plain.succeeded:
            expect(await sumvin.alice.call(operation, headers=headers, query=query), NEVER_REJECTED).accepted()


@check(NEVER_REJECTED, AS_DEFAULT, AS_ISO8601, UNRECOGNISED, needs=())
@sweep(operation=each(MADE), value=each((timefields.ISO8601, "epoch")))
async def the_header_holds_for_what_is_made_too(sumvin: Sumvin, operation: str, value: str) -> None:
    """A link, a sync, a processor token under the header; the invariants judge the times that their answers show."""
    how, headers = await arguments_of(sumvin, operation), {timefields.HEADER: value}
    answer = await sumvin.alice.call(operation, zone=Zone.MAY_EITHER, headers=headers, **how)
    # What is refused may be refused for another reason, such as that it comes too soon after the last one.
    refused = not answer.succeeded
    control = await sumvin.alice.call(operation, zone=Zone.MAY_EITHER, **how) if refused else answer
    if control.succeeded:
        expect(answer, NEVER_REJECTED).accepted()


@check(AS_DEFAULT, AS_ISO8601, UNRECOGNISED, needs=())
@sweep(value=each((None, timefields.ISO8601, "epoch")))
async def the_header_holds_for_refused_calls_too(sumvin: Sumvin, value: str | None) -> None:
    """Ids that nobody has, a user without KYC, a second page; where answers carry time, the invariants judge how."""
    headers = {timefields.HEADER: value} if value is not None else {}
    await sumvin.alice.transaction(idents.OTHER_FORMS[0], zone=Zone.MUST_REJECT, headers=headers)
    await sumvin.alice.list_transactions(query={"page": "1", "count": "2"}, zone=Zone.MAY_EITHER, headers=headers)
    if sumvin.lends("unverified"):
        await sumvin.actor("unverified").list_transactions(zone=Zone.MUST_REJECT, headers=headers)
    await sumvin.alice.account(idents.OTHER_FORMS[0], zone=Zone.MUST_REJECT, headers=headers)
