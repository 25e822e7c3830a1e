"""Parameters of a create that break exactly one rule of the page (Create › Parameters)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, groupby
from typing import Any, Final

from strategies import crypto_addresses, ip_addresses
from strategies.forms import Params
from strategies.stripe.breaches import NOT_BOOLEAN, NOT_DECIMAL, NOT_POSITIVE, NearMiss, lacking, spoilt
from strategies.stripe.fixtures import Fixtures
from strategies.stripe.in_company import bought_in_company, paid_in_company
from strategies.stripe.pairs import Pair
from strategies.stripe.parameters import (
    bought,
    exact_amount,
    lists_around,
    paid,
    plain_amount,
    pointed,
    wallet,
    wallets,
)
from strategies.stripe.vocabulary import (
    CURRENCIES,
    INVENTED_CURRENCIES,
    INVENTED_FIATS,
    INVENTED_NETWORKS,
    NETWORKS,
    minor_digits,
)

_TOGETHER: Final = 5
"""So many near misses share a twin: few enough to see at once what went wrong."""


@dataclass(frozen=True)
class Family:
    """Near misses that have their twin in common, so that it need not be sent with each.

    Attributes:
        twin: what has to be accepted before a refusal means anything.
        misses: a few of them.
    """

    twin: Params
    misses: tuple[NearMiss, ...]


def families(misses: Sequence[NearMiss]) -> list[Family]:
    """Near misses by their twins, in their order."""
    found: list[Family] = []
    for _, group in groupby(misses, key=lambda one: one.twin):
        alike = tuple(group)
        found += [Family(alike[0].twin, alike[start : start + _TOGETHER]) for start in range(0, len(alike), _TOGETHER)]
    return found


def near_misses(fixtures: Fixtures) -> tuple[NearMiss, ...]:
    """Every near miss, in the order of the page's parameters."""
    makers = (
        _exclusive, _unpointed, _amounts, _precision, _minor_units, _fiats,
        _enumerations, _lists, _empty_lists, _outside_lists,
        _addresses, _lock, _unchosen, _malformed, _malformed_among_others, _unknown_networks,
        bought_in_company, paid_in_company,
    )  # fmt: skip
    return tuple(chain.from_iterable(maker(fixtures) for maker in makers))


# ---- amounts


def _exclusive(fixtures: Fixtures) -> Iterator[NearMiss]:
    pairs = fixtures.pairs[:: max(1, len(fixtures.pairs) // 3)]
    for pair in pairs:
        twin: Params = {**bought(fixtures, pair), "source_currency": fixtures.fiats[0]}
        amount = paid(fixtures, fixtures.fiats[0])["source_amount"]
        yield spoilt("AMOUNTS-EXCLUSIVE", twin, f"both amounts, {pair}", source_amount=amount)
        twin = {**pointed(pair), **paid(fixtures, fixtures.fiats[-1])}
        amount = plain_amount(fixtures, pair)
        yield spoilt("AMOUNTS-EXCLUSIVE", twin, f"both amounts, {pair}", destination_amount=amount)


def _unpointed(fixtures: Fixtures) -> Iterator[NearMiss]:
    currency, network = "DESTINATION-AMOUNT-NEEDS-CURRENCY", "DESTINATION-AMOUNT-NEEDS-NETWORK"
    for pair in fixtures.pairs:
        twin = bought(fixtures, pair)
        yield lacking(currency, twin, "destination_currency")
        yield lacking(network, twin, "destination_network")
        yield lacking(currency, twin, "destination_currency", destination_currencies=[pair.currency])
        yield lacking(network, twin, "destination_network", destination_networks=[pair.network])
        amount: Params = {"destination_amount": twin["destination_amount"], **lists_around(fixtures, pair, 1)}
        yield NearMiss(f"two lists of one instead of {pair}", f"STRIPE-{currency}", amount, twin)


def _amounts(fixtures: Fixtures) -> Iterator[NearMiss]:
    source, destination = paid(fixtures, fixtures.fiats[0]), bought(fixtures, fixtures.pairs[0])
    for name, twin in (("source_amount", source), ("destination_amount", destination)):
        for requirement, texts in (("AMOUNTS-DECIMAL", NOT_DECIMAL), ("AMOUNTS-POSITIVE", NOT_POSITIVE)):
            for text in texts:
                yield spoilt(requirement, twin, f"{name} {text!r}", **{name: text})


def _precision(fixtures: Fixtures) -> Iterator[NearMiss]:
    for pair in fixtures.pairs:
        twin = bought(fixtures, pair, pair.precision)
        amounts = [exact_amount(fixtures, pair, pair.finest + more) for more in (1, 12)]
        # Of the next one a single digit is significant.
        for amount in (*amounts, f"0.{'0' * pair.finest}1"):
            yield spoilt("DESTINATION-AMOUNT-PRECISION", twin, f"{amount} of {pair}", destination_amount=amount)


def _minor_units(fixtures: Fixtures) -> Iterator[NearMiss]:
    for fiat in fixtures.fiats:
        twin = paid(fixtures, fiat)
        whole, digits = str(twin["source_amount"]).partition(".")[0], minor_digits(fiat)
        for fraction in ("1", "5", "9", "05", "001", "00000001"):
            amount = f"{whole}.{'1' * digits}{fraction}"
            yield spoilt("SOURCE-AMOUNT-MINOR-UNITS", twin, f"{amount} of {fiat}", source_amount=amount)
        amount = f"1234.{'1' * digits}5"
        yield spoilt("SOURCE-AMOUNT-MINOR-UNITS", twin, f"{amount} of {fiat}", source_amount=amount)
    # No currency has minor units that small, whichever it will be.
    rule = "five decimals, and no currency"
    yield NearMiss(rule, "STRIPE-SOURCE-AMOUNT-MINOR-UNITS", {"source_amount": f"{whole}.11111"}, twin)


def _fiats(fixtures: Fixtures) -> Iterator[NearMiss]:
    twin = paid(fixtures, fixtures.fiats[0])
    for fiat in (*INVENTED_FIATS, *fixtures.unsupported_fiats):
        yield spoilt("SOURCE-CURRENCY", twin, f"source_currency {fiat}", source_currency=fiat)


# ---- cryptocurrencies and networks


def _enumerations(fixtures: Fixtures) -> Iterator[NearMiss]:
    twin = pointed(fixtures.pairs[0])
    for currency in INVENTED_CURRENCIES:
        rule = f"destination_currency {currency}"
        yield spoilt("DESTINATION-CURRENCY-ENUM", twin, rule, destination_currency=currency)
    for network in INVENTED_NETWORKS:
        rule = f"destination_network {network}"
        yield spoilt("DESTINATION-NETWORK-ENUM", twin, rule, destination_network=network)


def _lists(fixtures: Fixtures) -> Iterator[NearMiss]:
    """A stranger in lists of every length, at every place."""
    kinds = (
        ("destination_currencies", "DESTINATION-CURRENCIES-MEMBERS", fixtures.currencies, INVENTED_CURRENCIES),
        ("destination_networks", "DESTINATION-NETWORKS-MEMBERS", fixtures.networks, INVENTED_NETWORKS),
    )
    for name, requirement, members, invented in kinds:
        for stranger in invented:
            twin: Params = {name: [members[0]]}
            yield spoilt(requirement, twin, f"{name} of {stranger} alone", **{name: [stranger]})
        for length in {2, 3, len(members)}:
            twin = {name: list(members[:length])}
            for place in range(len(members[:length])):
                values = [invented[0] if place == position else one for position, one in enumerate(members[:length])]
                yield spoilt(requirement, twin, f"a stranger in {name}[{place}] of {length}", **{name: values})


def _empty_lists(fixtures: Fixtures) -> Iterator[NearMiss]:
    for name, word, members in (
        ("destination_currencies", "CURRENCIES", fixtures.currencies),
        ("destination_networks", "NETWORKS", fixtures.networks),
    ):
        twin: Params = {name: [members[0]]}
        yield spoilt(f"DESTINATION-{word}-NONEMPTY", twin, f"{name} empty", **{name: []})
        twin = {**lists_around(fixtures, fixtures.pairs[0], 1)}
        yield spoilt(f"DESTINATION-{word}-NONEMPTY", twin, f"{name} empty, the other list not", **{name: []})


def _outside_lists(fixtures: Fixtures) -> Iterator[NearMiss]:
    """Defaults that their lists leave out: lists of one, and lists of everything else."""
    for currency in fixtures.currencies:
        pair = next(pair for pair in fixtures.pairs if pair.currency == currency)
        yield from _outside("CURRENCY", "destination_currencies", pair, currency, CURRENCIES)
    for network in fixtures.networks:
        yield from _outside("NETWORK", "destination_networks", _on(fixtures, network), network, NETWORKS)


def _outside(word: str, name: str, pair: Pair, own: str, members: Sequence[str]) -> Iterator[NearMiss]:
    twin: Params = {**pointed(pair), name: [own]}
    others = [one for one in members if one != own]
    for values in (others[:1], others[-1:], others):
        if values:
            rule = f"{own} outside of {', '.join(values)}"
            yield spoilt(f"DESTINATION-{word}-IN-LIST", twin, rule, **{name: values})


# ---- the customer


def _addresses(fixtures: Fixtures) -> Iterator[NearMiss]:
    twin: Params = {"customer_ip_address": fixtures.ipv4[0]}
    for text in ip_addresses.MALFORMED:
        yield spoilt("IP-MALFORMED", twin, f"customer_ip_address {text}", customer_ip_address=text)


def _lock(fixtures: Fixtures) -> Iterator[NearMiss]:
    pair = fixtures.pairs[0]
    twin: Params = {**pointed(pair), **wallets(fixtures, [pair.network]), "lock_wallet_address": True}
    for text in NOT_BOOLEAN:
        yield spoilt("LOCK-TYPE", twin, f"lock_wallet_address {text}", lock_wallet_address=text)


# ---- wallet addresses


def _unchosen(fixtures: Fixtures) -> Iterator[NearMiss]:
    for network in fixtures.networks:
        pair = _on(fixtures, network)
        twin: Params = {**pointed(pair), **wallets(fixtures, [network])}
        rule = f"an address on {network}"
        miss = partial(NearMiss, requirement="STRIPE-WALLETS-NEED-NETWORK", twin=twin)
        alone = wallets(fixtures, [network])
        yield miss(f"{rule} and no network", params=alone)
        yield miss(f"{rule}, locked, and no network", params={**alone, "lock_wallet_address": True})
        currency: Params = {"destination_currency": pair.currency}
        yield miss(f"{rule} and a currency, and no network", params={**alone, **currency})


def _malformed(fixtures: Fixtures) -> Iterator[NearMiss]:
    """The only address is none of its network."""
    for network in fixtures.networks:
        pair = _on(fixtures, network)
        twin: Params = {**pointed(pair), **wallets(fixtures, [network])}
        for description, text in crypto_addresses.malformed(network):
            rule = f"{description} on {network}"
            yield spoilt("WALLETS-VALIDATED", twin, rule, wallet_addresses={network: text})


def _malformed_among_others(fixtures: Fixtures) -> Iterator[NearMiss]:
    """One of several addresses is none of its network: the last, the first, one beside the default's."""
    for network in fixtures.networks:
        others = [one for one in fixtures.networks if one != network][:2]
        if not others:
            continue
        for chosen in ([*others, network], [network, *others]):
            twin: Params = {"destination_networks": chosen, **wallets(fixtures, chosen)}
            yield _with_bad(fixtures, twin, chosen, network)
        chosen = [others[0], network]
        twin = {**pointed(_on(fixtures, others[0])), "destination_networks": chosen, **wallets(fixtures, chosen)}
        yield _with_bad(fixtures, twin, chosen, network)


def _with_bad(fixtures: Fixtures, twin: Params, chosen: list[str], network: str) -> NearMiss:
    addresses = {one: wallet(fixtures, one) for one in chosen}
    addresses[network] = addresses[network][:12]
    rule = f"among {', '.join(chosen)}, the address of {network} cut short"
    return spoilt("WALLETS-VALIDATED", twin, rule, wallet_addresses=addresses)


def _unknown_networks(fixtures: Fixtures) -> Iterator[NearMiss]:
    pair = fixtures.pairs[0]
    twin: Params = {**pointed(pair), **wallets(fixtures, [pair.network])}
    own: Mapping[str, Any] = {pair.network: wallet(fixtures, pair.network)}
    for name in ("nosuchchain", "zzz"):
        address = crypto_addresses.pool("ethereum")[0]
        rule = f"an address on {name}"
        yield spoilt("WALLETS-NETWORKS", twin, rule, wallet_addresses={**own, name: address})


def _on(fixtures: Fixtures, network: str) -> Pair:
    """The first pair on a network, of which the fixtures have at least one."""
    return next(pair for pair in fixtures.pairs if pair.network == network)
