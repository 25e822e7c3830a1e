"""Valid bodies are valid by the schema, near misses break one rule, locks and ranges are what they say."""

import json
import time
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis.strategies import SearchStrategy
from jsonschema import Draft202012Validator

import specs
from strategies.nowramp import commands, locks, metadata, near_misses, orders, sessions, vocabulary
from strategies.nowramp.fixtures import Fixtures

SPEC = Path(__file__).parents[2] / "specs" / "nowramp" / "openapi.yaml"

quietly = settings(
    database=None, deadline=None, max_examples=200, derandomize=True, suppress_health_check=list(HealthCheck)
)

DEFAULT = Fixtures()
RICH = Fixtures.model_validate(
    {
        "fiats": ["USD", "EUR"],
        "assets": ["ETH@ethereum", "USDC@base", "SOL@solana"],
        "amounts": {"EUR": ["10", "10.05"]},
        "wallets": {"solana": "sol-wallet"},
        "countries": ["US", "DE"],
    }
)
BOTH = pytest.mark.parametrize("fixtures", [DEFAULT, RICH], ids=["default", "rich"])
CUSTOMER = {"externalCustomerId": "customer-7"}


@cache
def openapi() -> dict[str, Any]:
    return yaml.safe_load(SPEC.read_text(encoding="utf-8"))


@cache
def schema(name: str) -> Draft202012Validator:
    return Draft202012Validator({"components": openapi()["components"], "$ref": f"#/components/schemas/{name}"})


def drawn(strategy: SearchStrategy[Any]) -> list[Any]:
    seen: list[Any] = []

    def collect(value: Any) -> None:
        seen.append(value)

    quietly(given(strategy)(collect))()
    return seen


def simplest(strategy: SearchStrategy[Any]) -> Any:
    return find(strategy, lambda _: True, settings=settings(database=None, phases=[Phase.generate, Phase.shrink]))


def test_the_vocabulary_is_that_of_the_contract() -> None:
    schemas = openapi()["components"]["schemas"]
    assert schemas["SessionType"]["enum"] == list(vocabulary.TYPES)
    assert schemas["SessionStatus"]["enum"] == list(vocabulary.STATUSES)
    assert list(schemas["FieldLocks"]["properties"]) == list(vocabulary.LOCKABLE)
    assert set(vocabulary.ORDER_FIELD) == set(vocabulary.LOCKABLE)
    assert set(vocabulary.ORDER_FIELD.values()) <= set(schemas["OrderRequest"]["properties"])


@BOTH
def test_valid_creations_are_valid_and_stay_inside_the_fixtures(fixtures: Fixtures) -> None:
    for body in drawn(sessions.valid(fixtures)):
        schema("SessionRequest").validate({**CUSTOMER, **body})
        assert set(body) <= set(sessions.OPTIONAL)
        assert body.get("sourceCurrency", "USD") in fixtures.fiats
        assert body.get("country", "US") in fixtures.countries
        if {"destinationCurrency", "network"} <= set(body):
            assert f"{body['destinationCurrency']}@{body['network']}" in map(str, fixtures.assets)
        if {"sourceAmount", "sourceCurrency"} <= set(body):
            low, high = fixtures.amount_range(str(body["sourceCurrency"]))
            assert low <= Decimal(str(body["sourceAmount"])) <= high
        assert json.loads(json.dumps(body)) == body


def test_every_optional_field_comes_and_goes() -> None:
    bodies = drawn(sessions.valid(RICH))
    for field in sessions.OPTIONAL:
        assert {field in body for body in bodies} == {True, False}, field
    assert {type(body["sourceAmount"]) for body in bodies if "sourceAmount" in body} >= {str, int}
    assert {body.get("type") for body in bodies} == {None, "onramp", "offramp"}
    assert simplest(sessions.valid(RICH)) == {}


@BOTH
def test_payable_sessions_have_all_that_an_order_speaks_of(fixtures: Fixtures) -> None:
    for body in drawn(sessions.payable(fixtures)):
        order = orders.matching(body)
        schema("OrderRequest").validate({"clientSecret": "s", **order})
        assert set(body) == set(vocabulary.LOCKABLE)
    assert simplest(sessions.payable(fixtures)) == sessions.full(fixtures)


@BOTH
def test_every_lockable_field_has_another_value(fixtures: Fixtures) -> None:
    parts = sessions.parts(fixtures)
    assert tuple(part.field for part in parts) == vocabulary.LOCKABLE
    for part in parts:
        assert part.other and part.other != part.value


def test_lone_fields_are_each_alone_and_each_missing() -> None:
    bodies = sessions.lone_fields(DEFAULT)
    assert bodies[0] == {}
    assert {name for body in bodies if len(body) == 1 for name in body} == set(sessions.OPTIONAL)
    assert {name for name in sessions.OPTIONAL for body in bodies if len(body) == 9 and name not in body} == set(
        sessions.OPTIONAL
    )
    assert set(bodies[-1]) == set(sessions.OPTIONAL)


def test_a_valid_creation_is_drawn_quickly() -> None:
    drawn(sessions.valid(RICH))
    began = time.thread_time()
    count = len(drawn(sessions.valid(RICH)))
    assert (time.thread_time() - began) / count < 0.003


# ---- metadata --------------------------------------------------------------------------------------


def levels(value: object) -> int:
    """How deep objects are nested; an array between two of them is looked through."""
    if isinstance(value, list):
        return max(map(levels, value), default=0)
    return 1 + max(map(levels, value.values()), default=0) if isinstance(value, dict) else 0


@pytest.mark.parametrize("data", [*metadata.ORDINARY, *metadata.KEYS_FIT, *metadata.SIZE_FITS, *metadata.NESTING_FITS])
def test_metadata_that_fits_is_clear_of_every_limit(data: metadata.Metadata) -> None:
    assert len(data) <= 20
    assert len(json.dumps(data).encode()) < 4_000
    assert levels(data) <= 2


@pytest.mark.parametrize("data", metadata.TOO_MANY_KEYS)
def test_metadata_with_too_many_keys_breaks_that_rule_only(data: metadata.Metadata) -> None:
    assert len(data) > 20
    assert len(json.dumps(data).encode()) < 4_000
    assert levels(data) == 1


@pytest.mark.parametrize("data", metadata.TOO_LARGE)
def test_metadata_that_is_too_large_breaks_that_rule_only(data: metadata.Metadata) -> None:
    assert len(data) <= 20
    assert len(json.dumps(data, separators=(",", ":")).encode()) > 4_096
    assert levels(data) <= 2


@pytest.mark.parametrize("data", metadata.TOO_DEEP)
def test_metadata_that_is_too_deep_breaks_that_rule_only(data: metadata.Metadata) -> None:
    assert len(data) <= 20
    assert len(json.dumps(data).encode()) < 4_000
    assert levels(data) >= 4


# ---- near misses -----------------------------------------------------------------------------------


@BOTH
def test_near_misses_differ_from_the_full_creation_in_one_place(fixtures: Fixtures) -> None:
    customers = {"customerId": fixtures.customers[0]} if fixtures.customers else {}
    for near in near_misses.near_misses(fixtures):
        others = {**sessions.company(fixtures), **customers} if near.rule.endswith("among all other fields") else {}
        full = {**sessions.full(fixtures), **others}
        if near.requirement == "NOWRAMP-CREATE-CUSTOMER-REQUIRED":
            assert near.nameless
            assert near.body.get("externalCustomerId") is None and near.body.get("customerId") is None
            continue
        changed = {name for name in {**full, **near.body} if near.body.get(name) != full.get(name)}
        left_out = {"sourceAmount"} if "fieldLocks" in near.body else set()
        assert len(changed - left_out) == 1, near.rule
        json.dumps(near.body, allow_nan=False)


def test_near_misses_are_distinct_and_name_known_requirements() -> None:
    near = near_misses.near_misses(DEFAULT)
    assert len({one.rule for one in near}) == len(near)
    known = specs.load("nowramp").requirements
    for one in near:
        assert known[one.requirement].level in ("MUST", "SHOULD")


def test_near_misses_cover_every_field_and_limit() -> None:
    near = near_misses.near_misses(DEFAULT)
    counted = Counter(one.requirement.removeprefix("NOWRAMP-") for one in near)
    assert min(counted.values()) >= 2
    typed = {one.rule.split()[0] for one in near if one.requirement.endswith("CREATE-FIELD-TYPES")}
    assert typed == set(openapi()["components"]["schemas"]["SessionRequest"]["properties"])
    for name in ("CUSTOMER-REQUIRED", "CUSTOMER-ID-UUID", "EXTERNAL-CUSTOMER-TOO-LONG", "ADDRESS-TOO-LONG"):
        assert counted[f"CREATE-{name}"] >= 5
    for name in ("KEYS-TOO-MANY", "SIZE-TOO-LARGE", "NESTING-TOO-DEEP"):
        assert counted[f"METADATA-{name}"] >= 4


def test_near_misses_break_the_schema_where_a_schema_can_say_so() -> None:
    unsayable = ("SIZE-TOO-LARGE", "NESTING-TOO-DEEP", "ASSIGNED", "AMOUNT-NUMERIC", "AMOUNT-POSITIVE", "RANGE-ORDER")
    formats = ("CUSTOMER-ID-UUID", "REDIRECT-URL")
    for near in near_misses.near_misses(DEFAULT):
        if not near.requirement.endswith((*unsayable, *formats)):
            body = near.body if near.nameless else {**CUSTOMER, **near.body}
            assert not schema("SessionRequest").is_valid(body) or _null_customers(near), near.rule


def _null_customers(near: near_misses.NearMiss) -> bool:
    return near.nameless and "null" in near.rule


@BOTH
def test_order_breaches_are_one_thing_each(fixtures: Fixtures) -> None:
    plain = orders.plain(fixtures)
    schema("OrderRequest").validate({"clientSecret": "s", **plain})
    known = specs.load("nowramp").requirements
    for breach in (*orders.missing(fixtures), *orders.wrong_types(fixtures), *orders.bad_amounts(fixtures)):
        changed = {name for name in {**plain, **breach.body} if breach.body.get(name) != plain.get(name)}
        assert changed == {breach.field}, breach.rule
        assert breach.requirement in known
    for breach in orders.confirm_wrong_types(fixtures):
        assert set(breach.body) == {breach.field}
        assert not schema("ConfirmRequest").is_valid({"clientSecret": "s", **breach.body})


# ---- locks -----------------------------------------------------------------------------------------


@BOTH
def test_lock_cases_are_valid_and_say_what_they_lock(fixtures: Fixtures) -> None:
    for case in locks.cases(fixtures):
        schema("SessionRequest").validate({**CUSTOMER, **case.body})
        said = case.body.get("fieldLocks", {})
        assert isinstance(said, dict)
        assert {name for name, lock in said.items() if lock["locked"]} == set(case.explicit)
        assert {name for name, lock in said.items() if not lock["locked"]} == set(case.unlocked)
        provided = set(case.body) & set(vocabulary.LOCKABLE)
        assert set(case.automatic) == provided - set(said)
        parts = (*case.automatic, *case.explicit, *case.unlocked, *case.untouched)
        assert sorted(parts) == sorted(vocabulary.LOCKABLE)


def test_lock_cases_are_distinct_and_cover_every_field_in_every_way() -> None:
    cases = locks.cases(DEFAULT)
    assert len({case.name for case in cases}) == len(cases)
    for field in vocabulary.LOCKABLE:
        assert any(case.automatic == (field,) for case in cases)
        assert any(case.explicit == (field,) for case in cases)
        assert any(case.unlocked == (field,) and not case.automatic for case in cases)
        assert any(case.unlocked == (field,) and len(case.automatic) == 4 for case in cases)


@BOTH
def test_ranges_hold_what_is_inside_and_nothing_else(fixtures: Fixtures) -> None:
    for bounds in locks.ranges(fixtures):
        low = Decimal(str(bounds.lock.get("min", "-Infinity")))
        high = Decimal(str(bounds.lock.get("max", "Infinity")))
        assert all(low <= Decimal(str(amount)) <= high for amount in bounds.inside)
        assert all(Decimal(str(amount)) < low for amount in bounds.below)
        assert all(Decimal(str(amount)) > high for amount in bounds.above)
        ends = {Decimal(str(end)) for end in bounds.lock.values()}
        assert ends <= {Decimal(str(amount)) for amount in bounds.inside}


# ---- lives -----------------------------------------------------------------------------------------


def test_lives_are_short_and_shrink_to_one_command() -> None:
    lives = drawn(commands.lives())
    assert {len(life) for life in lives} >= {1, 2, 3}
    assert {command for life in lives for command in life} == set(commands.COMMANDS)
    assert simplest(commands.lives()) == [commands.READ]


def test_lives_that_end_end_once() -> None:
    for life in drawn(commands.lives_that_end()):
        assert life.count(commands.EXPIRE) == 1
        assert life[-1] != commands.EXPIRE
    assert simplest(commands.lives_that_end()) == [commands.EXPIRE, commands.READ]
