"""The X-Timestamp-Format header: never refused, and nothing but time fields changes."""

from typing import Any

from conformance.check import check, each, sweep
from conformance.exchange import Zone
from conformance.expectation import expect, given
from conformance.scenario import Answer
from conformance.sumvin import timefields
from conformance.sumvin.facade import Sumvin
from conformance.sumvin.renderings import differences
from conformance.together import together
from strategies.sumvin import sessions
from strategies.sumvin.bodies import Body

NEVER_REJECTED = "SUMVIN-TIMESTAMP-NEVER-REJECTED"
OTHERS_UNCHANGED = "SUMVIN-TIMESTAMP-OTHERS-UNCHANGED"
AS_ISO8601 = "SUMVIN-TIMESTAMP-ISO8601"
UNRECOGNISED = "SUMVIN-TIMESTAMP-UNRECOGNISED"

OTHER_VALUES = (
    *("ISO8601", "iso8601-ms", "iso-8601", "not-iso8601", "iso"),
    *("Iso8601", "rfc3339", "epoch", "epoch-ms", "unix", "0", "*", "x" * 200),
)


@check(NEVER_REJECTED)
@sweep(value=each((timefields.ISO8601, *OTHER_VALUES)), order=sessions.valid)
async def no_value_of_the_header_is_refused(sumvin: Sumvin, value: str, order: Body) -> None:
    """A valid order under any value of the header."""
    answer = await sumvin.alice.open_session(order, headers={timefields.HEADER: value})
    expect(answer, NEVER_REJECTED).accepted()


@check(OTHERS_UNCHANGED, AS_ISO8601, UNRECOGNISED, needs=())
@sweep(other=each(OTHER_VALUES[:5]), order=sessions.valid)
async def the_renderings_differ_in_time_fields_only(sumvin: Sumvin, other: str, order: Body) -> None:
    """One session, replayed under each rendering."""
    key = sumvin.nonce()

    async def replay(**headers: str) -> Answer:
        return given(await sumvin.alice.open_session(order, idempotency_key=key, headers=headers)).status(208)

    given(await sumvin.alice.open_session(order, idempotency_key=key)).status(201)
    plain = await replay()
    iso, unrecognised = await together(*(replay(**{timefields.HEADER: value}) for value in (timefields.ISO8601, other)))
    again = await replay()
    # What changes between two equal calls (a request id, a countdown) says nothing about the header.
    volatile = differences(plain.json, again.json)
    for rendering in (iso, unrecognised):
        changed = differences(_timeless(plain), _timeless(rendering)) - volatile
        expect(rendering, OTHERS_UNCHANGED).that(
            not changed,
            expected="every field but those of time as without the header",
            observed=f"other values at {', '.join(sorted(changed))}",
            beside=(plain,),
        )
    times = [(pointer, value) for pointer, value in timefields.time_fields(plain.json) if pointer not in volatile]
    for pointer, value in times:
        _compare(pointer, value, plain, iso, unrecognised)


REFUSED: dict[str, Body] = {
    "two fiat sides": {"to_asset": "USD", "from_asset": "USD"},
    "an amount of zero": {"source_amount": "0"},
    "an unlisted chain": {"chain_id": 999},
}


@check(AS_ISO8601, UNRECOGNISED, needs=())
@sweep(value=each((timefields.ISO8601, "epoch")), why=each(tuple(REFUSED)), order=sessions.valid)
async def the_header_holds_for_errors_too(sumvin: Sumvin, value: str, why: str, order: Body) -> None:
    """A refused order under the header; where the error carries time, the invariants judge how."""
    headers = {timefields.HEADER: value}
    await sumvin.alice.open_session({**order, **REFUSED[why]}, headers=headers, zone=Zone.MUST_REJECT)


def _compare(pointer: str, value: Any, plain: Answer, iso: Answer, unrecognised: Answer) -> None:
    expect(unrecognised, UNRECOGNISED).that(
        unrecognised.at(pointer) == value,
        expected=f"{value!r} at {pointer}, as without the header",
        observed=repr(unrecognised.at(pointer)),
        beside=(plain,),
    )
    ours, theirs = timefields.instant(iso.at(pointer)), timefields.instant(value)
    if ours is not None and theirs is not None:
        expect(iso, AS_ISO8601).that(
            # A fraction of a second may be cut or rounded.
            abs(ours - theirs) <= 1,
            expected=f"the instant {value!r} at {pointer}",
            observed=repr(iso.at(pointer)),
            beside=(plain,),
        )


def _timeless(answer: Answer) -> Any:
    return timefields.without_time(answer.json)
