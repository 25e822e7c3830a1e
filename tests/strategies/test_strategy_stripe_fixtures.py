"""The [fixtures] table of a Stripe target file: strict, and every complaint one sentence without the value."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from conformance.target import first_complaint
from strategies.stripe.fixtures import Fixtures
from strategies.stripe.pairs import EVERY, Pair


def complaint(table: dict[str, Any]) -> str:
    with pytest.raises(ValidationError) as raised:
        Fixtures.model_validate(table)
    return first_complaint(raised.value, under="fixtures")


def test_nothing_has_to_be_written() -> None:
    fixtures = Fixtures.model_validate({})
    assert fixtures.fiats == ("usd",)
    assert fixtures.pairs == EVERY
    assert fixtures.life_cycle == {}


def test_a_whole_table_is_read() -> None:
    fixtures = Fixtures.model_validate(
        {
            "fiats": ["usd", "eur"],
            "unsupported_fiats": ["xof"],
            "pairs": ["eth@base", "btc@bitcoin"],
            "amounts": {"eth": ["0.01", "0.02"]},
            "wallets": {"base": "0x1"},
            "ipv4": ["1.1.1.1"],
            "ipv6": ["2606:4700::1111"],
            "kyc_details": {"first_name": "Jane", "dob": {"year": "1990"}},
            "life_cycle": {"fulfillment_complete": 0},
        }
    )
    assert fixtures.pairs == (Pair("eth", "base"), Pair("btc", "bitcoin"))
    assert fixtures.currencies == ("eth", "btc")
    assert fixtures.networks == ("base", "bitcoin")
    assert fixtures.amount_range("eth") == (Decimal("0.01"), Decimal("0.02"))
    assert fixtures.amount_range("usd") == (Decimal(50), Decimal(150))


def test_what_was_added_since_may_stand_there_and_is_left_alone() -> None:
    fixtures = Fixtures.model_validate(
        {
            "pairs": ["wld@worldchain", "eth@base", "usdc@sui", "eth@optimism"],
            "wallets": {"sui": "0x2", "base": "0x1"},
        }
    )
    assert fixtures.pairs == (Pair("eth", "base"),)
    assert fixtures.wallets == {"base": "0x1"}
    assert "one pair at least" in complaint({"pairs": ["wld@worldchain"]})


@pytest.mark.parametrize(
    "table",
    [
        {"fiats": []},
        {"fiats": ["s3cret"]},
        {"fiats": "s3cret"},
        {"fiats": ["usd", "usd"]},
        {"unsupported_fiats": ["S3CRET"]},
        {"pairs": ["s3cret"]},
        {"pairs": ["eth@s3cret"]},
        {"pairs": []},
        {"pairs": [7]},
        {"pairs": ["eth@base", "eth@base"]},
        {"amounts": {"eth": ["s3cret", "2"]}},
        {"amounts": {"eth": ["2", "1"]}},
        {"amounts": ["s3cret"]},
        {"wallets": {"s3cret": "0x1"}},
        {"wallets": {"base": 7}},
        {"ipv4": ["s3cret"]},
        {"ipv4": ["2001:db8::1"]},
        {"ipv6": ["1.1.1.1"]},
        {"kyc_details": {}},
        {"kyc_details": {"first_name": 7}},
        {"kyc_details": {"address": {}}},
        {"life_cycle": {"s3cret": 1}},
        {"life_cycle": {"rejected": -1}},
        {"life_cycle": {"rejected": True}},
    ],
)
def test_a_complaint_is_one_sentence_that_never_shows_the_value(table: dict[str, Any]) -> None:
    sentence = complaint(table)
    assert sentence.startswith(f"fixtures.{next(iter(table))}")
    assert ": write " in sentence
    assert "3cret" not in sentence.lower()
    assert "\n" not in sentence


def test_a_key_that_nothing_reads_is_an_error() -> None:
    assert "nothing reads this key" in complaint({"fiat": ["usd"]})
