"""The operations of Sumvin's surface, as method and path template."""

from typing import Final

OPEN_SESSION: Final = "POST /v0/ramp/sessions"
LIST_QUOTES: Final = "GET /v0/ramp/quotes"
LIST_TRANSACTIONS: Final = "GET /v0/ramp/transactions"
GET_TRANSACTION: Final = "GET /v0/ramp/transactions/{transaction_id}"

GET_LINK_CONFIG: Final = "GET /v0/accounts/link/config"
LIST_INSTITUTIONS: Final = "GET /v0/bank-linking/institutions"
START_LINK: Final = "POST /v0/accounts/link"
MAKE_PROCESSOR_TOKEN: Final = "POST /v0/bank-linking/accounts/{account_id}/processor-token"

LIST_ACCOUNTS: Final = "GET /v0/accounts"
GET_ACCOUNT: Final = "GET /v0/accounts/{account_id}"
SYNC_ACCOUNT: Final = "POST /v0/accounts/{account_id}/sync"
DELETE_ACCOUNT: Final = "DELETE /v0/accounts/{account_id}"

LIST_ASSETS: Final = "GET /v0/assets"
LIST_BANK_TRANSACTIONS: Final = "GET /v0/transactions"
