"""The operations of Sumvin's surface, as method and path template."""

from typing import Final

OPEN_SESSION: Final = "POST /v0/ramp/sessions"
LIST_TRANSACTIONS: Final = "GET /v0/ramp/transactions"
