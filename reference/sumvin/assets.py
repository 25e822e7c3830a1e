"""Where valid pairs are discovered: `GET /v0/assets`.

Source: sumvin-meld-integration.txt, RAMP_UNKNOWN_ASSET, which names the endpoint in passing. Its shape is documented
nowhere; each asset is listed once per chain, and says whether a provider ramps it.
"""

from __future__ import annotations

from reference.sumvin.catalog import CATALOGUED, FIATS, NAMES, RAMPABLE
from reference.sumvin.credentials import Credentials
from reference.sumvin.model import Answer, Call, Document
from reference.sumvin.replies import Replies


class Assets(Credentials, Replies):
    """How the catalogue is shown."""

    async def list_assets(self, call: Call) -> Answer:
        """Answer a call for the assets."""
        self.caller(call)
        shown = [self.fiat_shown(each) for each in sorted(FIATS)]
        shown += [self.crypto_shown(*each.split("@"), rampable=self.says_rampable(each)) for each in self.catalogued()]
        return self.reply(200, self.assets_body(shown), call)

    def catalogued(self) -> list[str]:
        """Return the crypto of the catalogue, as symbol@chain."""
        return sorted(CATALOGUED)

    def says_rampable(self, asset: str) -> bool:
        """Tell whether the list calls an asset rampable."""
        return asset in RAMPABLE

    def fiat_shown(self, symbol: str) -> Document:
        """Return a currency."""
        return {"symbol": symbol, "name": symbol, "type": "fiat", "chain_id": None, "rampable": True}

    def crypto_shown(self, symbol: str, chain: str, *, rampable: bool) -> Document:
        """Return a crypto on one chain."""
        return {
            "symbol": symbol,
            "name": NAMES.get(symbol, symbol),
            "type": "crypto",
            "chain_id": int(chain),
            "rampable": rampable,
        }

    def assets_body(self, shown: list[Document]) -> object:
        """Return the body with the assets."""
        return {"_links": {}, "assets": shown, "total": len(shown)}
