"""Who the customer is: the address on the internet, and what is known for KYC.

Source: stripe-onramp-sessions.txt, create: customer_ip_address and kyc_details; the object: kyc_details_provided.
The document does not say what kyc_details consist of, so that any of them counts.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

from reference.stripe.catalog import UNSUPPORTED_REGIONS
from reference.stripe.errors import UNSUPPORTED_COUNTRY
from reference.stripe.form import Form
from reference.stripe.model import Params, Refusal, Value


class Customer(Form):
    """What is said of the customer."""

    def check_customer_ip_address(self, params: Params) -> None:
        """Refuse what is no address, and addresses of where nobody can be served."""
        text = self.text(params, "customer_ip_address")
        if text is not None:
            self.check_region(self.ip(text))

    def ip(self, text: str) -> IPv4Address | IPv6Address:
        """Take an address of either version of the protocol."""
        try:
            return ip_address(text)
        except ValueError:
            raise self.bad_ip() from None

    def bad_ip(self) -> Refusal:
        """Refuse what is no address."""
        return self.invalid("customer_ip_address", "Invalid IP address: customer_ip_address must be IPv4 or IPv6.")

    def check_region(self, address: IPv4Address | IPv6Address) -> None:
        """Refuse an address of a region that is not supported."""
        if any(address in region for region in UNSUPPORTED_REGIONS):
            raise self.unsupported_region()

    def unsupported_region(self) -> Refusal:
        """Refuse a customer whom the onramp cannot serve."""
        message = "Based on the customer's IP address, we can't currently support customers in this region."
        return self.invalid("customer_ip_address", message, UNSUPPORTED_COUNTRY)

    def kyc_details_provided(self, params: Params) -> bool:
        """Tell whether any detail of the customer was given."""
        details = self.hash(params, "kyc_details")
        return details is not None and self.any_detail(details)

    def any_detail(self, value: Value) -> bool:
        """Tell whether there is any text in details, at whatever depth."""
        if isinstance(value, str):
            return value != ""
        return any(self.any_detail(inner) for inner in (value.values() if isinstance(value, dict) else value))
