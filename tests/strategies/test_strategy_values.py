"""Wallets, countries, keys and noise."""

import json
import unicodedata
import uuid

import pytest
from eth_utils.address import is_checksum_address
from hypothesis import HealthCheck, given, settings

from strategies import countries, keys, noise, wallets
from strategies.sumvin.vocabulary import COUNTRIES

quietly = settings(
    database=None, deadline=None, derandomize=True, max_examples=300, suppress_health_check=list(HealthCheck)
)


def test_wallets_have_a_correct_checksum() -> None:
    pool = wallets.pool()
    assert len(set(pool)) == len(pool) >= 50
    assert all(is_checksum_address(address) for address in pool)
    assert all(address not in (address.lower(), address.upper()) for address in pool)


def test_countries_are_those_of_iso_3166() -> None:
    codes = countries.all_codes()
    assert len(codes) >= 249
    assert all(len(code) == 2 and code.isascii() and code.isupper() for code in codes)
    assert set(COUNTRIES) <= set(codes)


def test_non_members_are_the_rest() -> None:
    rest = countries.non_members(COUNTRIES)
    assert set(rest) | set(COUNTRIES) == set(countries.all_codes())
    assert not set(rest) & set(COUNTRIES)


def test_near_spellings_are_never_the_code() -> None:
    spellings = dict(countries.near_spellings("US"))
    assert spellings["in lower case"] == "us"
    assert spellings["as alpha-3"] == "USA"
    assert spellings["as a number"] == "840"
    assert "US" not in spellings.values()


def well_formed(key: str) -> bool:
    return key == key.strip() and unicodedata.normalize("NFC", key) == key and all(ord(c) < 0x10000 for c in key)


@quietly
@given(keys.shapes())
def test_keys_are_as_long_as_their_shape_and_hold_the_nonce(shape: keys.KeyShape) -> None:
    nonce = uuid.uuid4().hex
    key = shape.key(nonce)
    assert 1 <= len(key) == shape.length <= keys.LONGEST
    assert well_formed(key)
    assert shape.unique == (nonce in key)
    if not shape.unique:
        assert nonce.endswith(key)
    assert shape.key(nonce) == key


@quietly
@given(keys.unique_shapes())
def test_unique_shapes_are_unique(shape: keys.KeyShape) -> None:
    assert shape.unique


@quietly
@given(keys.shapes())
def test_near_twins_are_other_allowed_keys(shape: keys.KeyShape) -> None:
    key = shape.key(uuid.uuid4().hex)
    twins = keys.near_twins(key)
    others = [twin for _, twin in twins]
    assert len(twins) >= 2
    assert key not in others
    assert len(set(others)) == len(others)
    assert all(1 <= len(twin) <= keys.LONGEST for twin in others)
    assert len({description for description, _ in twins}) == len(twins)


def test_near_twins_of_a_longest_key_differ_at_its_last_character() -> None:
    key = keys.KeyShape(128).key(uuid.uuid4().hex)
    twin = dict(keys.near_twins(key))["another last character (number 128)"]
    assert twin[:127] == key[:127]
    assert twin[127] != key[127]


def test_near_twins_include_another_case_and_another_accent() -> None:
    twins = dict(keys.near_twins("1aÀb"))
    assert twins["its first letter in the other case"] == "1AÀb"
    assert twins["its last letter in the other case"] == "1aÀB"
    assert twins["a letter without its accent"] == "1aAb"


def test_boundaries_are_allowed_and_the_too_long_are_not() -> None:
    nonce = uuid.uuid4().hex
    lengths = {len(shape.key(nonce)) for shape in keys.boundaries()}
    assert lengths == {1, 2, 127, 128}
    beyond = {len(shape.key(nonce)) for shape in keys.too_long()}
    assert beyond == {129, 130, 255, 256, 1024, 5000}
    assert all(well_formed(shape.key(nonce)) for shape in (*keys.boundaries(), *keys.too_long()))


BODY = {"source_amount": "100", "service_provider": None}
HOSTILE = noise.hostile(BODY, "service_provider")


def test_noise_has_names_of_its_own() -> None:
    names = [each.name for each in HOSTILE]
    assert len(set(names)) == len(names) >= 50


def no_constant(literal: str) -> None:
    raise ValueError(literal)


@pytest.mark.parametrize("each", HOSTILE, ids=lambda each: each.name)
def test_noise_breaks_what_it_says(each: noise.Noise) -> None:
    if " deep" in each.name:
        assert each.breaks is None or each.content.startswith(b"[")
        return
    try:
        value = json.loads(each.content, parse_constant=no_constant)
    except ValueError:
        lenient = "NaN", "Infinity", "digits", "byte order", "UTF-16"
        assert each.breaks == noise.NOT_JSON or any(word in each.name for word in lenient)
    else:
        assert each.breaks == (None if isinstance(value, dict) else noise.NOT_AN_OBJECT)


def test_noise_that_breaks_nothing_holds_the_valid_body_but_for_the_odd_field() -> None:
    for each in HOSTILE:
        if each.breaks is None and "UTF-16" not in each.name and not each.name.endswith(" as source_amount"):
            assert b'"source_amount": "100"' in each.content


def test_noise_around_an_empty_body_has_no_field_to_make_odd() -> None:
    around_nothing = noise.hostile({}, "note")
    assert 0 < len(around_nothing) < len(HOSTILE)
