"""The banks of the reference: institutions that can be linked, and accounts that are linked from the start."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from reference.sumvin.catalog import ORG
from reference.sumvin.model import Account

LINKED_AT: Final = 1_767_571_200_000  # 2026-01-05
DELETABLE: Final = 12
"""How many accounts of alice and of bob are there to be deleted."""


@dataclass(frozen=True, slots=True)
class Institution:
    """A bank, with the course that a connection to it takes; `listed` tells whether users find it."""

    id: str
    name: str
    countries: tuple[str, ...]
    currency: str
    course: str = "holds"
    listed: bool = True


_ALL = (
    Institution("ins_first_harbor", "First Harbor Bank", ("US",), "USD"),
    Institution("ins_prairie_union", "Prairie Union Credit Union", ("US",), "USD"),
    Institution("ins_maple_trust", "Maple Trust", ("CA",), "CAD"),
    Institution("ins_thames_mutual", "Thames Mutual", ("GB",), "GBP"),
    Institution("ins_nordlicht", "Nordlicht Bank", ("DE", "AT"), "EUR"),
    # These cannot be found, only named: each makes a situation happen.
    Institution("ins_refresh", "Bank That Wants a Refresh", ("US",), "USD", "wants a refresh", listed=False),
    Institution("ins_error", "Bank That Breaks", ("US",), "USD", "breaks", listed=False),
    Institution("ins_disconnect", "Bank That Disconnects", ("US",), "USD", "ends", listed=False),
    Institution("ins_sync_failure", "Bank That Cannot Be Synced", ("US",), "USD", "cannot be synced", listed=False),
)
INSTITUTIONS: Final[dict[str, Institution]] = {each.id: each for each in _ALL}

WITHOUT_TOKEN: Final = "ins_token_failure"
"""An institution for which Meld gives no link token."""

FAILING_PROCESSOR: Final = "failing"
"""A processor for which the exchange of tokens fails."""


def _account(ident: str, name: str, *, primary: bool = False, course: str = "holds") -> Account:
    return Account(
        id=f"acc_{ident}",
        org=ORG,
        user=f"usr_{ident.partition('_')[0]}",
        account_type="savings" if "savings" in ident else "checking",
        institution_name="First Harbor Bank",
        account_name=name,
        is_primary=primary,
        balance_currency="USD",
        created_at=LINKED_AT,
        course=course,
        aggregated=primary,
    )


def _seeded() -> Iterator[Account]:
    for user in ("alice", "bob"):
        yield _account(f"{user}_checking", "Everyday Checking", primary=True)
        yield _account(f"{user}_savings", "Rainy Day Savings")
        yield _account(f"{user}_refresh", "Old Login", course="wants a refresh")
        yield _account(f"{user}_error", "Broken Connection", course="breaks")
        yield _account(f"{user}_disconnected", "Former Bank", course="has ended")
        yield _account(f"{user}_unsyncable", "Unreachable Bank", course="cannot be synced")
        for number in range(1, DELETABLE + 1):
            yield _account(f"{user}_spare_{number}", f"Spare Account {number}")
    yield _account("unverified_checking", "Everyday Checking", primary=True)
    yield _account("unentitled_checking", "Everyday Checking", primary=True)


SEEDED: Final[tuple[Account, ...]] = tuple(_seeded())
"""The accounts that are linked from the start."""
