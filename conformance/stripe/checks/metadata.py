"""Metadata: kept to the character, unset by empty values, as large as the vendor says elsewhere."""

from conformance.check import check, each, sweep
from conformance.expectation import expect, given
from conformance.stripe import echoes
from conformance.stripe.facade import Stripe
from conformance.stripe.sessions import id_of
from strategies.stripe import parameters

METADATA = echoes.METADATA
UNSET = echoes.UNSET
UNSET_ALL = "STRIPE-METADATA-UNSET-ALL"
LIMITS = "STRIPE-METADATA-LIMITS"

LARGE = {
    "50 keys": {f"key_{number}": str(number) for number in range(50)},
    "a key of 40 characters": {"k" * 40: "value"},
    "a value of 500 characters": {"value": "v" * 500},
}
"""At the limits that are public."""

SOME_EMPTY = (
    {"kept": "1", "left_out": ""},
    {"left_out": "", "kept": "1"},
    {"a": "", "b": "", "c": "3"},
    {"only": ""},
)


@check(METADATA)
@sweep(metadata=each(parameters.METADATA))
async def metadata_is_kept(stripe: Stripe, metadata: dict[str, str]) -> None:
    """Keys and values that somebody would trim, fold, parse or escape: created, retrieved."""
    # Unique to the run, so that no other session can be meant.
    sent = {**metadata, "run": stripe.nonce()}
    created = await stripe.alice.create({"metadata": sent})
    if expect(created, METADATA).accepted():
        echoes.expect_echo(created, {"metadata": sent})
        retrieved = given(await stripe.alice.retrieve(id_of(created))).status(200)
        echoes.expect_echo(retrieved, {"metadata": sent})


@check(UNSET)
@sweep(metadata=each(SOME_EMPTY))
async def an_empty_value_sets_nothing(stripe: Stripe, metadata: dict[str, str]) -> None:
    """Empty values among others, and alone."""
    created = await stripe.alice.create({"metadata": metadata})
    if expect(created, UNSET).accepted():
        echoes.expect_echo(created, {"metadata": metadata})
        retrieved = given(await stripe.alice.retrieve(id_of(created))).status(200)
        echoes.expect_echo(retrieved, {"metadata": metadata})


@check(UNSET_ALL)
async def empty_metadata_sets_nothing(stripe: Stripe) -> None:
    """Metadata that is itself an empty value."""
    answer = await stripe.alice.create({"metadata": ""})
    if expect(answer, UNSET_ALL).accepted():
        shown = answer.at("/metadata")
        expect(answer, UNSET_ALL).that(not shown, expected="no metadata", observed=f"{shown!r}")


@check(LIMITS)
@sweep(size=each(tuple(LARGE)))
async def large_metadata_is_kept(stripe: Stripe, size: str) -> None:
    """As many keys, and as long ones, as the vendor allows elsewhere."""
    answer = await stripe.alice.create({"metadata": LARGE[size]})
    if expect(answer, LIMITS).accepted():
        expect(answer, LIMITS).that(
            answer.at("/metadata") == LARGE[size], expected="all of it", observed=f"{answer.at('/metadata')!r}"
        )
