"""NowRamp's fixtures table: what it takes, and what it says to what it does not take."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from strategies.nowramp.assets import Asset
from strategies.nowramp.fixtures import Fixtures

CUSTOMER = "0f8fad5b-d9cb-469f-a165-70867728950e"


def test_defaults_are_those_of_the_document() -> None:
    fixtures = Fixtures()
    assert fixtures.fiats == ("USD",)
    assert [str(asset) for asset in fixtures.assets] == ["ETH@ethereum"]
    assert (fixtures.customers, fixtures.gateways) == ((), ())
    assert fixtures.networks == ("ethereum",)
    assert fixtures.amount_range("USD") == (Decimal(50), Decimal(150))
    assert fixtures.wallet("ethereum") != fixtures.wallet("ethereum", 1)


def test_a_whole_table() -> None:
    fixtures = Fixtures.model_validate(
        {
            "fiats": ["USD", "EUR"],
            "assets": ["ETH@ethereum", "USDC@base", "SOL@solana"],
            "amounts": {"EUR": ["10", "20.50"]},
            "wallets": {"solana": "sol-wallet"},
            "countries": ["US", "DE"],
            "customers": [CUSTOMER],
            "gateways": ["gateway_a"],
        }
    )
    assert fixtures.assets[1] == Asset("USDC", "base")
    assert fixtures.networks == ("ethereum", "base", "solana")
    assert fixtures.amount_range("EUR") == (Decimal(10), Decimal("20.50"))
    assert fixtures.wallet("solana") == fixtures.wallet("solana", 1) == "sol-wallet"
    assert Fixtures.model_validate(fixtures.model_dump()) == fixtures


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ({"fiats": "USD"}, "write a list of strings"),
        ({"fiats": ["s3cret"]}, "write each as an ISO 4217 code"),
        ({"fiats": ["USD", "USD"]}, "write each only once"),
        ({"fiats": []}, "give at least one of fiats"),
        ({"countries": []}, "give at least one of countries"),
        ({"countries": ["XX"]}, "write each as an ISO 3166-1 alpha-2 code"),
        ({"assets": []}, "write a list of at least one asset"),
        ({"assets": "ETH@ethereum"}, "write a list of at least one asset"),
        ({"assets": ["s3cret"]}, "write an asset as symbol@network"),
        ({"assets": [7]}, "write an asset as symbol@network"),
        ({"assets": ["ETH@ethereum", "ETH@ethereum"]}, "write each asset only once"),
        ({"amounts": ["50", "150"]}, "write a table of currency to range"),
        ({"amounts": {"USD": [50.0, 150.0]}}, "write two decimal strings"),
        ({"amounts": {"USD": ["0", "1"]}}, "write two decimal strings"),
        ({"amounts": {"USD": ["s3cret", "1"]}}, "write two decimal strings"),
        ({"amounts": {"GBP": ["1", "2"]}}, "in fiats too"),
        ({"wallets": ["0x1"]}, "write a table of network to address"),
        ({"wallets": {"ethereum": ""}}, "write a table of network to address"),
        ({"wallets": {"solana": "s3cret"}}, "in an asset too"),
        ({"customers": ["s3cret"]}, "write each as a UUID"),
        ({"customers": [CUSTOMER, CUSTOMER]}, "write each only once"),
        ({"gateways": [""]}, "write each as a gateway's id"),
        ({"gateway": ["a"]}, "Extra inputs are not permitted"),
    ],
    ids=str,
)
def test_each_complaint_says_what_to_write_and_shows_no_value(table: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Fixtures.model_validate(table)
    (error,) = caught.value.errors()
    assert sentence in error["msg"]
    assert "s3cret" not in error["msg"]


@pytest.mark.parametrize("text", ["ETH@ethereum", "USDC@base"])
def test_an_asset_is_written_as_it_is_read(text: str) -> None:
    assert str(Asset.parse(text)) == text


@pytest.mark.parametrize("text", ["", "@ethereum", "ETH@", " ETH@ethereum", "ETH@a@b", "ETH ethereum"])
def test_what_is_no_asset(text: str) -> None:
    with pytest.raises(ValueError, match="write an asset as symbol@network"):
        Asset.parse(text)
