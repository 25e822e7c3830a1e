"""What is sent to Stripe: valid parameters break no rule, and near misses break exactly one."""

import re
from collections import Counter
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import HealthCheck, given, settings

import specs
from strategies import form_noise, forms
from strategies.stripe import parameters
from strategies.stripe.dependencies import BY_REQUIREMENT, DEPENDENCIES, broken
from strategies.stripe.fixtures import Fixtures
from strategies.stripe.near_misses import NearMiss, families, near_misses
from strategies.stripe.pairs import EVERY, Pair
from strategies.stripe.vocabulary import CURRENCIES, NETWORKS, PAIRS, minor_digits

FIXTURES = Fixtures(fiats=("usd", "eur", "jpy"))
MISSES = near_misses(FIXTURES)

many = settings(max_examples=300, database=None, deadline=None, suppress_health_check=list(HealthCheck))


def decimals(amount: str) -> int:
    return len(amount.partition(".")[2])


@many
@given(parameters.valid(FIXTURES))
def test_valid_parameters_break_no_dependency(params: dict[str, Any]) -> None:
    assert broken(params) == ()


@many
@given(parameters.valid(FIXTURES))
def test_valid_parameters_keep_clear_of_what_is_open(params: dict[str, Any]) -> None:
    assert ("destination_currency" in params) <= ("destination_network" in params)
    assert ("source_amount" in params) <= ("source_currency" in params)
    if "destination_currency" in params:
        assert params["destination_network"] in PAIRS[params["destination_currency"]]
    if "wallet_addresses" in params:
        default = params.get("destination_network")
        chosen = [default] if default else params["destination_networks"]
        assert list(params["wallet_addresses"]) == chosen
    assert "lock_wallet_address" not in params or "wallet_addresses" in params


@many
@given(parameters.valid(FIXTURES))
def test_valid_amounts_are_ordinary_and_not_too_fine(params: dict[str, Any]) -> None:
    if "source_amount" in params:
        fiat, amount = params["source_currency"], params["source_amount"]
        low, high = FIXTURES.amount_range(fiat)
        assert low - 1 < Decimal(amount) <= high
        assert decimals(amount) <= minor_digits(fiat)
    if "destination_amount" in params:
        pair = Pair(params["destination_currency"], params["destination_network"])
        low, high = FIXTURES.amount_range(pair.currency)
        assert low <= Decimal(params["destination_amount"]) <= high
        assert decimals(params["destination_amount"]) <= pair.precision


@pytest.mark.parametrize("pair", EVERY, ids=str)
def test_the_full_precision_is_used_to_its_last_decimal(pair: Pair) -> None:
    amount = parameters.exact_amount(FIXTURES, pair, pair.precision)
    assert decimals(amount) == pair.precision
    assert not amount.endswith("0")


POINTLESS = {"STRIPE-DESTINATION-AMOUNT-NEEDS-CURRENCY", "STRIPE-DESTINATION-AMOUNT-NEEDS-NETWORK"}


@pytest.mark.parametrize("miss", MISSES, ids=lambda miss: f"{miss.requirement}: {miss.rule}"[:80])
def test_a_near_miss_breaks_its_own_rule_only(miss: NearMiss) -> None:
    assert miss.requirement in specs.load("stripe").requirements
    assert broken(miss.twin) == ()
    own = {miss.requirement} & set(BY_REQUIREMENT)
    # Two lists in place of a currency and a network are one breach of two rules.
    assert set(broken(miss.params)) in (own, POINTLESS) and own <= set(broken(miss.params))
    assert miss.params != miss.twin


def test_every_dependency_and_every_rule_is_broken() -> None:
    seen = Counter(miss.requirement for miss in MISSES)
    assert {rule.requirement for rule in DEPENDENCIES} <= set(seen)
    assert min(seen.values()) >= 2


def test_every_dependency_is_broken_beside_all_that_can_be_said() -> None:
    company = {"kyc_details", "metadata", "customer_ip_address"}
    crowded = {miss.requirement for miss in MISSES if company <= set(miss.params)}
    assert {rule.requirement for rule in DEPENDENCIES} <= crowded


def test_strangers_stand_at_every_place_of_a_list() -> None:
    places = {
        values.index("zzz")
        for miss in MISSES
        if miss.requirement == "STRIPE-DESTINATION-CURRENCIES-MEMBERS"
        and isinstance(values := miss.params["destination_currencies"], list)
        and "zzz" in values
    }
    assert places == set(range(len(CURRENCIES)))


def test_every_network_has_a_malformed_address_alone_first_and_last() -> None:
    for network in NETWORKS:
        alone, first, last = False, False, False
        for miss in MISSES:
            if miss.requirement != "STRIPE-WALLETS-VALIDATED":
                continue
            sent, good = miss.params["wallet_addresses"], miss.twin["wallet_addresses"]
            assert isinstance(sent, dict)
            assert isinstance(good, dict)
            wrong = [name for name in sent if sent[name] != good[name]]
            assert len(wrong) == 1
            if wrong == [network]:
                names = list(sent)
                alone |= names == [network]
                first |= len(names) > 1 and names[0] == network
                last |= len(names) > 1 and names[-1] == network
        assert (alone, first, last) == (True, True, True), network


def test_families_keep_every_near_miss_with_its_twin() -> None:
    found = families(MISSES)
    assert [miss for family in found for miss in family.misses] == list(MISSES)
    assert all(miss.twin == family.twin for family in found for miss in family.misses)
    assert len(found) < len(MISSES) / 2


def test_invented_members_are_no_members() -> None:
    fixtures = Fixtures()
    for miss in near_misses(fixtures):
        if miss.requirement == "STRIPE-DESTINATION-CURRENCY-ENUM":
            assert miss.params["destination_currency"] not in (*CURRENCIES, "wld")
        if miss.requirement == "STRIPE-DESTINATION-NETWORK-ENUM":
            assert miss.params["destination_network"] not in (*NETWORKS, "optimism", "worldchain", "sui")


# ---- forms -----------------------------------------------------------------------------------------

NESTED = {"list": ["a", "b"], "hash": {"x": "1", "y": {"z": "2"}}, "flag": True, "number": 7, "none": []}


def test_forms_have_brackets() -> None:
    assert forms.pairs(NESTED) == [
        ("list[]", "a"),
        ("list[]", "b"),
        ("hash[x]", "1"),
        ("hash[y][z]", "2"),
        ("flag", "true"),
        ("number", "7"),
        ("none[]", ""),
    ]
    assert forms.pairs({"list": ["a", "b"]}, arrays="indices") == [("list[0]", "a"), ("list[1]", "b")]


def test_forms_are_encoded_with_and_without_their_brackets() -> None:
    params = {"hash": {"x": "ä b&c=[d]"}, "list": ["1"]}
    assert forms.encoded(params) == "hash%5Bx%5D=%C3%A4+b%26c%3D%5Bd%5D&list%5B%5D=1"
    assert forms.encoded(params, raw_brackets=True) == "hash[x]=%C3%A4%20b%26c%3D%5Bd%5D&list[]=1"
    assert parse_qsl(forms.encoded(params)) == parse_qsl(forms.encoded(params, raw_brackets=True))


def test_noise_has_distinct_names_and_bytes() -> None:
    noise = form_noise.hostile({"amount": "1", "list": ["a"]})
    assert len({one.name for one in noise}) == len(noise)
    assert all(re.fullmatch(rb"[\x00-\xff]*", one.content, re.DOTALL) for one in noise)
