"""Odd forms and odd queries: accepted or refused, but never a server's failure."""

from urllib.parse import urlencode

from conformance.check import check, each, sweep
from conformance.exchange import Zone
from conformance.stripe.facade import Stripe
from strategies import form_noise
from strategies.form_noise import FormNoise
from strategies.forms import MEDIA_TYPE, Params, encoded
from strategies.stripe import parameters
from strategies.stripe.fixtures import Fixtures

STATUS_DOCUMENTED = "STRIPE-STATUS-DOCUMENTED"

LIST_PARAMETERS = (
    "created",
    "created[gte]",
    "destination_currency",
    "destination_network",
    "ending_before",
    "limit",
    "starting_after",
    "status",
)


def _noise(fixtures: Fixtures) -> list[FormNoise]:
    """Noise on one parameter of each kind: an amount, a list, a hash, a boolean."""
    pair = fixtures.pairs[0]
    params: Params = {
        "source_amount": parameters.paid(fixtures, fixtures.fiats[0])["source_amount"],
        "destination_networks": [pair.network],
        "wallet_addresses": parameters.wallets(fixtures, [pair.network])["wallet_addresses"],
        "metadata": {"order": "6735"},
        "lock_wallet_address": False,
    }
    return [*form_noise.hostile(params), *_inner(params, pair.network)]


def _inner(params: Params, network: str) -> list[FormNoise]:
    """Odd texts inside of hashes, and as their keys."""
    changes: list[tuple[str, Params]] = []
    for name, text in form_noise.TEXTS:
        changes += [
            (f"{name} as metadata", {"metadata": {"order": text}}),
            (f"{name} as a key of metadata", {"metadata": {text: "6735"}}),
            (f"{name} as a wallet address", {"wallet_addresses": {network: text}}),
        ]
    return [FormNoise(name, encoded({**params, **change}).encode(), MEDIA_TYPE) for name, change in changes]


@check(STATUS_DOCUMENTED)
@sweep(noise=each(_noise))
async def odd_forms_upset_nobody(stripe: Stripe, noise: FormNoise) -> None:
    """Odd texts, odd shapes, odd bytes, odd labels."""
    await stripe.alice.post(noise.content, content_type=noise.content_type)


SHAPES = ("text", "list", "hash", "list of hashes", "hash of lists")


@check(STATUS_DOCUMENTED)
@sweep(name=each(parameters.NAMES), shape=each(SHAPES))
async def odd_shapes_upset_nobody(stripe: Stripe, name: str, shape: str) -> None:
    """Each parameter of a create as a text, a list or a hash, whichever it ought to be."""
    keys = {
        "text": name,
        "list": f"{name}[]",
        "hash": f"{name}[a]",
        "list of hashes": f"{name}[0][a]",
        "hash of lists": f"{name}[a][]",
    }
    await stripe.alice.post(urlencode({keys[shape]: "eth"}).encode(), content_type=MEDIA_TYPE)


@check(STATUS_DOCUMENTED)
@sweep(name=each(LIST_PARAMETERS), text=each([text for _, text in form_noise.TEXTS if len(text) < 1000]))
async def odd_queries_upset_nobody(stripe: Stripe, name: str, text: str) -> None:
    """Each parameter of a list with texts that mean nothing."""
    await stripe.alice.get(encoded({name: text}))


@check(STATUS_DOCUMENTED)
@sweep(
    query=each(
        (
            "created[gt]=1&created[gt]=2",
            "created=1&created[gt]=2",
            "created[nosuch]=1",
            "created[]=1",
            "created[gte]=-1",
            "created[gte]=99999999999999999999",
            "limit[]=1",
            "limit=1&limit=2",
            "limit=" + "9" * 400,
            "starting_after[]=a",
            "starting_after=a&ending_before=b",
            "status[]=initialized",
            "no_such_parameter=1",
            "%FF%FE=%C3%28",
            "&&==&",
            "[",
        )
    )
)
async def odd_shapes_of_queries_upset_nobody(stripe: Stripe, query: str) -> None:
    """Parameters of a list in shapes that are not theirs."""
    await stripe.alice.get(query)


@check(STATUS_DOCUMENTED)
@sweep(text=each([text for _, text in form_noise.TEXTS if text and len(text) < 1000]))
async def odd_ids_upset_nobody(stripe: Stripe, text: str) -> None:
    """Texts that are no id, where an id belongs."""
    await stripe.alice.retrieve(text, zone=Zone.MAY_EITHER)
