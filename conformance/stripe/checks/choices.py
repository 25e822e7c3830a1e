"""What must be accepted: each member of each enumeration, each form of address, amounts to their last decimal."""

from collections.abc import Iterator
from itertools import permutations

from conformance.check import check, each, sweep
from conformance.expectation import expect
from conformance.stripe.facade import Stripe
from strategies import ip_addresses
from strategies.forms import Params
from strategies.stripe import parameters
from strategies.stripe.fixtures import Fixtures
from strategies.stripe.pairs import Pair
from strategies.stripe.vocabulary import CURRENCIES, NETWORKS, minor_digits

CURRENCIES_RECOGNISED = "STRIPE-CURRENCIES-RECOGNISED"
NETWORKS_RECOGNISED = "STRIPE-NETWORKS-RECOGNISED"
CURRENCY_IN_LIST = "STRIPE-DESTINATION-CURRENCY-IN-LIST-ACCEPTED"
NETWORK_IN_LIST = "STRIPE-DESTINATION-NETWORK-IN-LIST-ACCEPTED"
FULL_PRECISION = "STRIPE-DESTINATION-AMOUNT-FULL-PRECISION"
SOURCE_AMOUNT = "STRIPE-SOURCE-AMOUNT"
FIATS = "STRIPE-SOURCE-CURRENCY-SUPPORTED"
IP_SUPPORTED = "STRIPE-IP-SUPPORTED"
IP_V4 = "STRIPE-IP-V4"
IP_V6 = "STRIPE-IP-V6"
LOCK_TYPE = "STRIPE-LOCK-TYPE"
NETWORK_SUFFICES = "STRIPE-WALLETS-NETWORK-SUFFICES"
ADDRESS_ACCEPTED = "STRIPE-WALLETS-VALID-ACCEPTED"


def _pairs(fixtures: Fixtures) -> tuple[Pair, ...]:
    return fixtures.pairs


def _fiats(fixtures: Fixtures) -> tuple[str, ...]:
    return fixtures.fiats


def _networks(fixtures: Fixtures) -> tuple[str, ...]:
    return fixtures.networks


@check(CURRENCIES_RECOGNISED)
@sweep(currency=each(CURRENCIES))
async def every_listed_currency_is_recognised(stripe: Stripe, currency: str) -> None:
    """Each as a list of one, and behind the others."""
    others = [one for one in stripe.fixtures.currencies if one != currency]
    for currencies in ([currency], [*others, currency]):
        answer = await stripe.alice.create({"destination_currencies": currencies})
        expect(answer, CURRENCIES_RECOGNISED).accepted()


@check(NETWORKS_RECOGNISED)
@sweep(network=each(NETWORKS))
async def every_listed_network_is_recognised(stripe: Stripe, network: str) -> None:
    """Each as a list of one, and behind the others."""
    others = [one for one in stripe.fixtures.networks if one != network]
    for networks in ([network], [*others, network]):
        answer = await stripe.alice.create({"destination_networks": networks})
        expect(answer, NETWORKS_RECOGNISED).accepted()


@check(CURRENCIES_RECOGNISED, NETWORKS_RECOGNISED)
@sweep(pair=each(_pairs))
async def every_pair_may_be_the_default(stripe: Stripe, pair: Pair) -> None:
    """Each currency on each of its networks."""
    answer = await stripe.alice.create(parameters.pointed(pair))
    expect(answer, CURRENCIES_RECOGNISED).accepted()
    expect(answer, NETWORKS_RECOGNISED).accepted()


@check(CURRENCY_IN_LIST, NETWORK_IN_LIST)
@sweep(pair=each(_pairs), place=each((0, 1, 2)))
async def a_default_stands_anywhere_in_its_list(stripe: Stripe, pair: Pair, place: int) -> None:
    """A default that is the first, the second or the last of three, and the only one."""
    around = parameters.lists_around(stripe.fixtures, pair, 3)
    for name, requirement in (
        ("destination_currencies", CURRENCY_IN_LIST),
        ("destination_networks", NETWORK_IN_LIST),
    ):
        own, *others = around[name]
        for values in ([*others[:place], own, *others[place:]], [own]):
            answer = await stripe.alice.create({**parameters.pointed(pair), name: values})
            expect(answer, requirement).accepted()
            if place:
                break


@check(FULL_PRECISION)
@sweep(pair=each(_pairs))
async def every_decimal_may_be_used(stripe: Stripe, pair: Pair) -> None:
    """An amount in the full precision of its currency, with one decimal less, and with two."""
    for digits in (pair.precision, pair.precision - 1, 2):
        params = parameters.bought(stripe.fixtures, pair, digits)
        expect(await stripe.alice.create(params), FULL_PRECISION).accepted()


@check(SOURCE_AMOUNT, FIATS)
@sweep(fiat=each(_fiats))
async def every_fiat_and_its_minor_units(stripe: Stripe, fiat: str) -> None:
    """Whole amounts and amounts down to the minor unit, of each fiat currency."""
    for amount in _amounts(stripe.fixtures, fiat):
        answer = await stripe.alice.create({"source_amount": amount, "source_currency": fiat})
        expect(answer, SOURCE_AMOUNT).accepted()
    expect(await stripe.alice.create({"source_currency": fiat}), FIATS).accepted()


def _amounts(fixtures: Fixtures, fiat: str) -> Iterator[str]:
    whole = str(parameters.paid(fixtures, fiat)["source_amount"]).partition(".")[0]
    yield whole
    digits = minor_digits(fiat)
    if digits:
        yield f"{whole}.{'0' * digits}"
        yield f"{whole}.{'9' * digits}"
        yield f"{whole}.{'0' * (digits - 1)}1"
        yield f"{whole}.5"


@check(IP_V4, IP_SUPPORTED)
@sweep(address=each(lambda fixtures: fixtures.ipv4))
async def an_address_of_version_4(stripe: Stripe, address: str) -> None:
    """Each known IPv4 address of a supported region, alone and with everything else."""
    await _expect_ip(stripe, address, IP_V4)


@check(IP_V6, IP_SUPPORTED)
@sweep(address=each(lambda fixtures: [one for ip in fixtures.ipv6 for one in ip_addresses.spellings(ip)]))
async def an_address_of_version_6(stripe: Stripe, address: str) -> None:
    """Each known IPv6 address of a supported region, in each of its spellings."""
    await _expect_ip(stripe, address, IP_V6)


async def _expect_ip(stripe: Stripe, address: str, requirement: str) -> None:
    for params in ({}, parameters.plain(stripe.fixtures)):
        answer = await stripe.alice.create({**params, "customer_ip_address": address})
        expect(answer, requirement).accepted()
        expect(answer, IP_SUPPORTED).accepted()


@check(LOCK_TYPE)
@sweep(lock=each((True, False)), network=each(_networks))
async def a_lock_is_true_or_false(stripe: Stripe, lock: bool, network: str) -> None:
    """An address on each network, locked and not."""
    params = _addressed(stripe.fixtures, network, 0)
    expect(await stripe.alice.create({**params, "lock_wallet_address": lock}), LOCK_TYPE).accepted()


@check(ADDRESS_ACCEPTED, NETWORK_SUFFICES)
@sweep(network=each(_networks), number=each((0, 1, 2, 3)))
async def every_networks_addresses_are_accepted(stripe: Stripe, network: str, number: int) -> None:
    """Addresses of every form that a network has, with the network as the default and as the only one in the list."""
    params = _addressed(stripe.fixtures, network, number)
    addresses: Params = {"wallet_addresses": params["wallet_addresses"]}
    for sent in (
        params,
        {"destination_network": network, **addresses},
        {"destination_networks": [network], **addresses},
    ):
        answer = await stripe.alice.create(sent)
        expect(answer, ADDRESS_ACCEPTED).accepted()
        expect(answer, NETWORK_SUFFICES).accepted()


@check(ADDRESS_ACCEPTED)
@sweep(networks=each(lambda fixtures: [list(two) for two in permutations(fixtures.networks[:4], 2)]))
async def addresses_on_several_networks(stripe: Stripe, networks: list[str]) -> None:
    """Addresses on two networks, in either order."""
    params = {"destination_networks": networks, **parameters.wallets(stripe.fixtures, networks)}
    expect(await stripe.alice.create(params), ADDRESS_ACCEPTED).accepted()


@check(ADDRESS_ACCEPTED)
async def addresses_on_all_networks(stripe: Stripe) -> None:
    """An address on every network at once."""
    networks = list(stripe.fixtures.networks)
    params = {"destination_networks": networks, **parameters.wallets(stripe.fixtures, networks)}
    expect(await stripe.alice.create(params), ADDRESS_ACCEPTED).accepted()


def _addressed(fixtures: Fixtures, network: str, number: int) -> Params:
    pair = next(pair for pair in fixtures.pairs if pair.network == network)
    return {**parameters.pointed(pair), **parameters.wallets(fixtures, [network], number)}
