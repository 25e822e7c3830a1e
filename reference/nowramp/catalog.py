"""The data that the reference works on: projects with their keys and gateways, and the documented vocabularies.

The keys are public and open nothing but the reference.
"""

from __future__ import annotations

from typing import Final

from reference.nowramp.model import Key


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


PROJECT: Final = "550e8400-e29b-41d4-a716-446655440000"
OTHER_PROJECT: Final = "7c9e6679-7425-40de-944b-e07fc1f90ae7"

SECRET_KEY: Final = Key("sk_test_reference_4e8d1c7a90b25f36", "sk", PROJECT)
SECOND_SECRET_KEY: Final = Key("sk_test_reference_c2a95f13e8076db4", "sk", PROJECT)
PUBLIC_KEY: Final = Key("pk_test_reference_b70f2d95c3e1846a", "pk", PROJECT)
OTHER_SECRET_KEY: Final = Key("sk_test_another_91c6e0a47f3b28d5", "sk", OTHER_PROJECT)
OTHER_PUBLIC_KEY: Final = Key("pk_test_another_2a5d8f60b9c7e314", "pk", OTHER_PROJECT)

KEYS: Final = {
    each.value: each for each in (SECRET_KEY, SECOND_SECRET_KEY, PUBLIC_KEY, OTHER_SECRET_KEY, OTHER_PUBLIC_KEY)
}

EXPIRED_SECRET_KEY: Final = Key("sk_test_reference_expired_7d04b8e2", "sk", PROJECT)
EXPIRED_PUBLIC_KEY: Final = Key("pk_test_reference_expired_1f93ac56", "pk", PROJECT)

EXPIRED_KEYS: Final = {each.value: each for each in (EXPIRED_SECRET_KEY, EXPIRED_PUBLIC_KEY)}
"""Keys that were good once."""

CUSTOMERS: Final = ("0f8fad5b-d9cb-469f-a165-70867728950e", "3d6f4250-9c1e-4b7a-8f0d-52b1c94be6a7")
"""Customers that the first project has had since before any session."""

GATEWAYS: Final = ("gateway_a", "gateway_b")
DEFAULT_GATEWAY: Final = GATEWAYS[0]

TYPES: Final = ("onramp", "offramp")
STATUSES: Final = ("pending", "confirmed", "processing", "completed", "expired", "cancelled")
LOCKABLE: Final = ("destinationAddress", "network", "destinationCurrency", "sourceAmount", "sourceCurrency")

SERVED: Final = {
    "sourceCurrency": _words("USD EUR GBP"),
    "fiatCurrency": _words("USD EUR GBP"),
    "destinationCurrency": _words("ETH USDC"),
    "cryptoCurrency": _words("ETH USDC"),
    "network": _words("ethereum base"),
    "country": _words("US GB DE FR ES IT NL CA"),
}
"""What the project's gateways deal in, by field. The sandbox takes other values as well."""

# ISO 3166-1 alpha-2, the 249 officially assigned codes.
COUNTRIES: Final = frozenset(
    _words(
        "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY "
        "BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK "
        "FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR "
        "IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK "
        "ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM "
        "PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF "
        "TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW"
    )
)
