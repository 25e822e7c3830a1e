"""The operations of NowRamp's Sessions API, as method and path template."""

from typing import Final

CREATE: Final = "POST /v1/sessions"
LIST: Final = "GET /v1/sessions"
GET: Final = "GET /v1/sessions/{sessionId}"
CONFIRM: Final = "POST /v1/sessions/{sessionId}/confirm"
ORDER: Final = "POST /v1/sessions/{sessionId}/order"
CANCEL: Final = "POST /v1/sessions/{sessionId}/cancel"

OPERATIONS: Final = (CREATE, GET, CONFIRM, ORDER, CANCEL, LIST)

SECRET_ONLY: Final = (CREATE, CANCEL, LIST)
"""Those that take a secret key."""

PUBLIC_ONLY: Final = (CONFIRM, ORDER)
"""Those that take a public key."""
