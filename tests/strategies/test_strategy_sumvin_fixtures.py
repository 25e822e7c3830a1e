"""The fixtures table: what it takes, and what it says to what it does not take."""

import dataclasses
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from strategies.sumvin.assets import Asset
from strategies.sumvin.fixtures import Fixtures


def test_defaults_are_plain_and_not_declared() -> None:
    fixtures = Fixtures()
    assert fixtures.fiats == ("USD", "EUR")
    assert [str(asset) for asset in fixtures.rampable] == ["USDC@8453", "ETH@8453"]
    assert (fixtures.unsupported, fixtures.unknown, fixtures.providers) == ((), (), ())
    assert not fixtures.declared
    assert fixtures.amount_range("USD") == (Decimal(50), Decimal(150))


def test_a_whole_table() -> None:
    fixtures = Fixtures.model_validate(
        {
            "fiats": ["GBP"],
            "rampable": ["USDC@1", "USDC@8453"],
            "unsupported": ["DOGE@1"],
            "unknown": ["SEI@8453"],
            "providers": [{"name": "TRANSAK", "countries": ["GB"], "rails": ["CARD"]}],
            "wallets": {"8453": "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"},
            "amounts": {"GBP": ["10", "20.50"], "DOGE": ["5", "5"]},
        }
    )
    assert fixtures.declared
    assert fixtures.rampable == (Asset("USDC", 1), Asset("USDC", 8453))
    assert fixtures.chains == (1, 8453)
    assert fixtures.wallets == {8453: "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"}
    assert fixtures.amount_range("GBP") == (Decimal(10), Decimal("20.50"))
    assert Fixtures.model_validate(fixtures.model_dump()) == fixtures


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ({"fiats": "USD"}, "write a list of strings"),
        ({"fiats": ["usd"]}, 'write each as in ["USD", "EUR"]'),
        ({"fiats": ["USD", "USD"]}, "write each only once"),
        ({"fiats": []}, "give at least one of fiats"),
        ({"rampable": []}, "give at least one of fiats"),
        ({"rampable": "USDC@8453"}, "write a list of assets"),
        ({"rampable": ["USDC"]}, "write an asset as symbol@chain_id"),
        ({"rampable": ["USDC@base"]}, "write an asset as symbol@chain_id"),
        ({"rampable": [8453]}, "write an asset as symbol@chain_id"),
        ({"rampable": ["USDC@5"]}, 'write the chain of "USDC@5" as one of 1, 10'),
        ({"rampable": ["USDC@1", "USDC@1"]}, "write each asset only once"),
        ({"rampable": ["USDC@1"], "unknown": ["USDC@1"]}, 'write "USDC@1" in rampable or in unknown, not in both'),
        ({"rampable": ["USD@1"]}, 'write "USD" in fiats or in rampable, not in both'),
        ({"providers": {"name": "TRANSAK"}}, "write each provider as a table"),
        ({"providers": [{"countries": ["US"]}]}, "write each provider as a table"),
        ({"providers": [{"name": ""}]}, "write the provider's name"),
        ({"providers": [{"name": "T", "countries": ["XX"]}]}, "write each as one of US, CA"),
        ({"providers": [{"name": "T", "rails": ["CASH"]}]}, "write each as one of CARD"),
        ({"wallets": ["0x1"]}, "write a table of chain_id to address"),
        ({"wallets": {"8453": ""}}, "write a table of chain_id to address"),
        ({"wallets": {"5": "0x1"}}, "write each chain_id as one of 1, 10"),
        ({"amounts": ["50", "150"]}, "write a table of symbol to range"),
        ({"amounts": {"USD": [50.0, 150.0]}}, "write two decimal strings"),
        ({"amounts": {"USD": ["50"]}}, "write two decimal strings"),
        ({"amounts": {"USD": ["0", "1"]}}, "write two decimal strings"),
        ({"amounts": {"USD": ["2", "1"]}}, "write two decimal strings"),
        ({"amounts": {"USD": ["a", "b"]}}, "write two decimal strings"),
        ({"amounts": {"USD": ["NaN", "1"]}}, "write two decimal strings"),
        ({"amounts": {"XYZ": ["1", "2"]}}, 'name "XYZ", for which amounts has a range, in fiats or in an asset'),
        ({"fiat": ["USD"]}, "Extra inputs are not permitted"),
    ],
    ids=str,
)
def test_each_complaint_says_what_to_write(table: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Fixtures.model_validate(table)
    (error,) = caught.value.errors()
    assert sentence in error["msg"]
    assert error["loc"] or "give at least" in sentence or "both" in sentence or "XYZ" in sentence


def test_nothing_can_be_changed() -> None:
    with pytest.raises(ValidationError):
        Fixtures().fiats = ("EUR",)  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        Asset("USDC", 1).symbol = "ETH"  # type: ignore[misc]


@pytest.mark.parametrize("text", ["USDC@8453", "SEI@1329"])
def test_an_asset_is_written_as_it_is_read(text: str) -> None:
    assert str(Asset.parse(text)) == text


@pytest.mark.parametrize("text", ["", "@1", "USDC@", " USDC@1", "USDC@-1", "USDC@1.0", "USDC@١"])
def test_what_is_no_asset(text: str) -> None:
    with pytest.raises(ValueError, match="write an asset as symbol@chain_id"):
        Asset.parse(text)
