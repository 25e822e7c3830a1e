"""Times in NowRamp's bodies: ISO 8601 in UTC, with a Z (Create Session, Response)."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

_FORM: Final = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d+)?Z", re.ASCII)


def instant(value: Any) -> Decimal | None:
    """The seconds since the epoch that a text names, with their fraction; None if it names no time in that form."""
    found = _FORM.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return None
    try:
        whole = datetime.fromisoformat(found[1]).replace(tzinfo=UTC)
    except ValueError:
        return None
    return Decimal(int(whole.timestamp())) + Decimal(found[2] or 0)
