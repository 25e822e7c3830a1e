"""Faults of KYC and of the upstream provider."""
# ruff: noqa: D102, ARG002 - the docstring of a class tells the story of its methods

from __future__ import annotations

from reference.catalogue import fault
from reference.sumvin.catalog import Provider
from reference.sumvin.model import Caller, Document, Order, Refusal
from reference.sumvin.problems import KYC_REQUIRED, PROVIDER_ERROR, UNSUPPORTED_ASSET
from reference.sumvin.rules import Rules

# ---- KYC


@fault("SUMVIN-KYC-REQUIRED")
class KycUnchecked(Rules):
    """The provider does its own KYC in the widget, so Sumvin's is not asked about."""

    def gate(self, caller: Caller, document: Document) -> None:
        return


@fault("SUMVIN-KYC-REQUIRED")
class KycOnlyForBuys(Rules):
    """The check was written for the on-ramp and never added to the off-ramp."""

    def gate(self, caller: Caller, document: Document) -> None:
        if not self.is_fiat(str(document.get("to_asset"))):
            super().gate(caller, document)


@fault("SUMVIN-KYC-REQUIRED")
class KycOnlyWithKey(Rules):
    """The check sits behind the lookup of the key, and calls without one go round it."""

    def gate(self, caller: Caller, document: Document) -> None:
        if document.get("idempotency_key") is not None:
            super().gate(caller, document)


@fault("SUMVIN-KYC-REQUIRED")
class KycAnswers401(Rules):
    """An unverified user is treated like one who has not logged in."""

    def kyc_required(self) -> Refusal:
        return Refusal(401, KYC_REQUIRED, "Complete KYC and retry.")


@fault("SUMVIN-KYC-REQUIRED")
class KycAnswers422(Rules):
    """The missing KYC is reported as an invalid request."""

    def kyc_required(self) -> Refusal:
        return Refusal(422, KYC_REQUIRED, "Complete KYC and retry.")


@fault("SUMVIN-KYC-REQUIRED")
class KycCodeIsForbidden(Rules):
    """The right status with the gateway's general code, by which no client can tell what to do."""

    def problem_code(self, refusal: Refusal) -> object:
        return "FORBIDDEN" if refusal.code == KYC_REQUIRED else super().problem_code(refusal)


# ---- the provider


@fault("SUMVIN-PROVIDER-ERROR")
class ProviderErrorAnswers500(Rules):
    """The error of the upstream is counted as one's own."""

    def provider_failed(self, detail: str) -> Refusal:
        return Refusal(500, PROVIDER_ERROR, detail)


@fault("SUMVIN-PROVIDER-ERROR")
class ProviderErrorAnswers503(Rules):
    """The upstream is reported as a passing unavailability."""

    def provider_failed(self, detail: str) -> Refusal:
        return Refusal(503, PROVIDER_ERROR, detail)


@fault("SUMVIN-PROVIDER-ERROR")
class ProviderErrorAnswers400(Rules):
    """The upstream's own status, a 400, is passed through."""

    def provider_failed(self, detail: str) -> Refusal:
        return Refusal(400, PROVIDER_ERROR, detail)


@fault("SUMVIN-PROVIDER-ERROR")
class ProviderErrorIsUnsupportedAsset(Rules):
    """Whatever the upstream rejects is reported as an asset that nobody ramps."""

    def provider_failed(self, detail: str) -> Refusal:
        return self.refuse(UNSUPPORTED_ASSET, detail)


@fault("SUMVIN-PROVIDER-ERROR")
class ProviderErrorKeepsUpstreamCode(Rules):
    """The code of the upstream is passed through in place of the documented one."""

    def problem_code(self, refusal: Refusal) -> object:
        return "CRYPTO_WIDGET_ERROR" if refusal.code == PROVIDER_ERROR else super().problem_code(refusal)


@fault("SUMVIN-PROVIDER-ERROR")
class ProviderErrorSwallowed(Rules):
    """The session is opened although the upstream has rejected it; the widget will then show an error."""

    async def ask(self, provider: Provider, order: Order) -> None:
        return
