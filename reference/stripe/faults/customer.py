"""Faults of what is said of the customer: the IP address, and KYC details."""
# ruff: noqa: D102 - the docstring of a class tells the story of its methods

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address

from reference.catalogue import fault
from reference.stripe.catalog import UNSUPPORTED_REGIONS
from reference.stripe.errors import UNSUPPORTED_COUNTRY
from reference.stripe.model import Params, Refusal
from reference.stripe.rules import Rules

# ---- both versions


@fault("STRIPE-IP-V4")
class IPv4Refused(Rules):
    """Addresses of version 4 were to be written in version 6, as ::ffff:a.b.c.d."""

    def ip(self, text: str) -> IPv4Address | IPv6Address:
        address = super().ip(text)
        if isinstance(address, IPv4Address):
            raise self.bad_ip()
        return address


@fault("STRIPE-IP-V4")
class HighOctetsRefused(Rules):
    """The pattern for an octet ends at 199."""

    def ip(self, text: str) -> IPv4Address | IPv6Address:
        if re.search(r"(^|\.)2[0-9]{2}(\.|$)", text) and ":" not in text:
            raise self.bad_ip()
        return super().ip(text)


@fault("STRIPE-IP-V6")
class IPv6Refused(Rules):
    """The pattern knows four numbers with dots, and nothing else."""

    def ip(self, text: str) -> IPv4Address | IPv6Address:
        address = super().ip(text)
        if isinstance(address, IPv6Address):
            raise self.bad_ip()
        return address


@fault("STRIPE-IP-V6")
class ShortIPv6Refused(Rules):
    """An address of version 6 has eight groups; the double colon was forgotten."""

    def ip(self, text: str) -> IPv4Address | IPv6Address:
        if "::" in text:
            raise self.bad_ip()
        return super().ip(text)


# ---- what is none


@fault("STRIPE-IP-MALFORMED")
class AnyIpAccepted(Rules):
    """The address is only handed to a service that finds the country, and no country means no objection."""

    def ip(self, text: str) -> IPv4Address | IPv6Address:
        try:
            return super().ip(text)
        except Refusal:
            return IPv4Address("8.8.8.8")


@fault("STRIPE-IP-MALFORMED")
class IpCheckedByItsLetters(Rules):
    """Four numbers with dots are an address, however large, and so is hexadecimal with colons."""

    def ip(self, text: str) -> IPv4Address | IPv6Address:
        try:
            return super().ip(text)
        except Refusal:
            if re.fullmatch(r"[0-9]+(\.[0-9]+){3}|[0-9a-fA-F:]*:[0-9a-fA-F:]*", text):
                return IPv4Address("8.8.8.8")
            raise


@fault("STRIPE-IP-MALFORMED")
class IpIsAHostName(Rules):
    """Names are resolved, so that a host name passes for an address."""

    def ip(self, text: str) -> IPv4Address | IPv6Address:
        return IPv4Address("8.8.8.8") if re.search("[g-z]", text) else super().ip(text)


@fault("STRIPE-IP-MALFORMED")
class BadIpCrashes(Rules):
    """What the library throws is caught by nobody."""

    def ip(self, text: str) -> IPv4Address | IPv6Address:
        return ip_address(text)


# ---- regions


@fault("STRIPE-IP-UNSUPPORTED-REGION")
class RegionsUnchecked(Rules):
    """Where the customer is will be checked later in the flow, and only there."""

    def check_region(self, address: IPv4Address | IPv6Address) -> None:
        pass


@fault("STRIPE-IP-UNSUPPORTED-REGION")
class UnsupportedRegionAnswers403(Rules):
    """Who may not be served is forbidden to ask; the document says 400."""

    def unsupported_region(self) -> Refusal:
        return Refusal(403, "invalid_request_error", "This region is not supported.", UNSUPPORTED_COUNTRY)


@fault("STRIPE-IP-UNSUPPORTED-REGION")
class UnsupportedRegionAnswers451(Rules):
    """There is a status for legal reasons, and somebody had wanted to use it for years."""

    def unsupported_region(self) -> Refusal:
        return Refusal(451, "invalid_request_error", "This region is not supported.", UNSUPPORTED_COUNTRY)


@fault("STRIPE-IP-UNSUPPORTED-REGION")
class RegionsOfIPv6Unchecked(Rules):
    """The table of regions knows version 4 only."""

    def check_region(self, address: IPv4Address | IPv6Address) -> None:
        if isinstance(address, IPv4Address):
            super().check_region(address)


@fault("STRIPE-IP-REGION-CODE")
class UnsupportedRegionHasNoCode(Rules):
    """The status is right, and nothing tells the region from a typing error."""

    def unsupported_region(self) -> Refusal:
        return self.invalid("customer_ip_address", "Invalid request.")


@fault("STRIPE-IP-SUPPORTED")
class EverybodyIsElsewhere(Rules):
    """The service that finds the country is down, and nobody is served."""

    def check_region(self, address: IPv4Address | IPv6Address) -> None:
        if not any(address in region for region in UNSUPPORTED_REGIONS):
            raise self.unsupported_region()


@fault("STRIPE-IP-SUPPORTED")
class IpAddressNeedsKyc(Rules):
    """Who sends an address has to send the name that goes with it."""

    def check_customer_ip_address(self, params: Params) -> None:
        super().check_customer_ip_address(params)
        if "customer_ip_address" in params and "kyc_details" not in params:
            raise self.unsupported_region()


# ---- kyc_details


@fault("STRIPE-KYC-DETAILS")
class KycDetailsRefused(Rules):
    """The parameter is in the documentation, and not in the code."""

    def kyc_details_provided(self, params: Params) -> bool:
        if "kyc_details" in params:
            raise self.unknown("kyc_details")
        return False


@fault("STRIPE-KYC-DETAILS")
class NestedKycDetailsRefused(Rules):
    """Details are names and texts; an address in parts is too much for the form's schema."""

    def kyc_details_provided(self, params: Params) -> bool:
        details = params.get("kyc_details")
        if isinstance(details, dict) and not all(isinstance(each, str) for each in details.values()):
            raise self.invalid("kyc_details", "Invalid kyc_details")
        return super().kyc_details_provided(params)


@fault("STRIPE-KYC-DETAILS")
class KycDetailsCrash(Rules):
    """The details are handed to a service that is not there in test mode."""

    def kyc_details_provided(self, params: Params) -> bool:
        if super().kyc_details_provided(params):
            raise ConnectionError("kyc.internal is not known")
        return False
