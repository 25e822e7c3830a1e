"""Faults of `GET /v0/assets`, where valid pairs are discovered."""
# ruff: noqa: D102 - the docstring of a class tells the story of its methods

from __future__ import annotations

from reference.catalogue import fault
from reference.sumvin.model import Caller, Document, Session
from reference.sumvin.problems import UNKNOWN_ASSET
from reference.sumvin.rules import Rules


@fault("SUMVIN-ASSETS-KNOWN")
class WrappedAssetsListed(Rules):
    """The list comes from the provider, which has a wrapped kind of each asset that Sumvin does not know."""

    def catalogued(self) -> list[str]:
        return [each for asset in super().catalogued() for each in (asset, f"W{asset}")]

    def says_rampable(self, asset: str) -> bool:
        return super().says_rampable(asset.removeprefix("W"))


@fault("SUMVIN-ASSETS-KNOWN")
class AssetsListedOnEveryChain(Rules):
    """The list was built from symbols and chains, each with each."""

    def catalogued(self) -> list[str]:
        return sorted({*super().catalogued(), "SEI@8453", "POL@8453", "BNB@8453"})

    def says_rampable(self, asset: str) -> bool:
        return super().says_rampable(asset) or asset in ("SEI@8453", "POL@8453", "BNB@8453")


@fault("SUMVIN-ASSETS-KNOWN")
class NewestAssetIsUnknownToSessions(Rules):
    """The last asset of the list was added for quotes, and sessions have a list of their own."""

    async def fresh(self, caller: Caller, document: Document) -> Session:
        symbol, _, chain = self.catalogued()[-1].partition("@")
        if symbol in (document.get("from_asset"), document.get("to_asset")) and str(document.get("chain_id")) == chain:
            raise self.refuse(UNKNOWN_ASSET, "The asset is not in the catalogue.")
        return await super().fresh(caller, document)
