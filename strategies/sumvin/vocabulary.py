"""The enumerations of Sumvin's documents, as data (reference, Body)."""

from typing import Final

CHAINS: Final = (1, 10, 137, 42161, 8453, 43114, 56, 1328, 1329)
"""EIP-155 numbers that `chain_id` may have."""

COUNTRIES: Final = (
    "US", "CA", "MX", "BR", "AR", "CL", "CO", "PE",
    "GB", "DE", "FR", "IT", "ES", "NL", "BE", "IE", "PT", "AT", "CH", "SE", "NO", "DK", "FI", "PL", "CZ", "GR",
    "SG", "HK", "JP", "KR", "AU", "NZ", "IN", "TH", "PH", "MY", "ID",
    "AE", "SA", "IL", "TR", "ZA", "NG",
)  # fmt: skip
"""ISO 3166-1 alpha-2 codes that `country_code` may have."""

DEFAULT_COUNTRY: Final = "US"

RAILS: Final = (
    "CARD", "CREDIT_DEBIT_CARD", "VISA", "MASTERCARD",
    "ACH", "SEPA", "BACS", "BANK_TRANSFER", "LOCAL_BANK_TRANSFER", "LOCAL",
    "PIX", "MOBILE_WALLET", "APPLE_PAY", "GOOGLE_PAY", "SAMSUNG_PAY",
)  # fmt: skip
"""Names that `payment_method_type` may have."""

PUBLIC_FIATS: Final = (
    "USD", "EUR", "GBP", "JPY", "CNY", "CAD", "AUD", "CHF", "INR", "BRL", "KRW",
    "MXN", "SEK", "NOK", "DKK", "SGD", "HKD", "NZD", "ZAR", "PLN", "CZK",
)  # fmt: skip
"""ISO 4217 codes that the vendor's other pages list; the documents name only USD and EUR, as examples."""
