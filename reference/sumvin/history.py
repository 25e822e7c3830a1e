"""Ramps that users have made before: settled, failed, refunded, abandoned, so that no list is empty from the start."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Final

from reference.sumvin.catalog import ORG
from reference.sumvin.model import Session

_NAMES: Final = uuid.UUID("6f1d3c52-0f0e-4f0f-9b57-3f8f4f0a2b11")
_FIRST: Final = 1_769_940_000_000  # 2026-02-01
_WEEK: Final = 7 * 86_400_000

# Direction, amount, from, to, chain, provider, rail, what came out of it, course.
_RAMPS: Final = (
    ("buy", "100", "USD", "USDC", 8453, "STRIPE", "CARD", "98.21000000", "settles"),
    ("sell", "0.03", "ETH", "EUR", 8453, "TRANSAK", "SEPA", "84.97", "settles"),
    ("buy", "75", "GBP", "ETH", 1, "BANXA", "BACS", "0.02955595", "fails"),
    ("buy", "60", "USD", "SEI", 1329, "TRANSAK", "ACH", "189.48387096", "is refunded"),
    ("buy", "120", "EUR", "USDC", 8453, "TRANSAK", None, "128.14308000", "is abandoned"),
)


def transaction_id(user: str, number: int) -> str:
    """Return the id of a user's earlier transaction, counted from 1."""
    return str(uuid.uuid5(_NAMES, f"{user} {number}"))


def _session(user: str, number: int) -> Session:
    direction, amount, source, target, chain, provider, rail, out, course = _RAMPS[number - 1]
    ident, transaction = f"rses_{uuid.uuid5(_NAMES, f'{user} session {number}').hex}", transaction_id(user, number)
    return Session(
        id=ident,
        token="",
        widget_url=f"https://widget.reference.invalid/ramp/{ident}",
        service_provider_widget_url=f"https://{provider.lower()}.reference.invalid/widget/{ident}",
        external_session_id=transaction,
        org=ORG,
        user=user,
        direction=direction,
        source_amount=amount,
        created_at=_FIRST + number * _WEEK,
        from_asset=source,
        to_asset=target,
        chain_id=chain,
        provider=provider,
        payment_method_type=rail,
        destination_amount=out,
        course=course,
    )


def _seeded() -> Iterator[Session]:
    # The last has lost the KYC that it took to make them.
    for user in ("usr_alice", "usr_bob", "usr_unverified"):
        for number in range(1, len(_RAMPS) + 1):
            yield _session(user, number)


SEEDED: Final[tuple[Session, ...]] = tuple(_seeded())
"""The ramps that were made before."""
