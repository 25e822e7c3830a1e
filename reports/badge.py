"""A badge that a README can show, as the JSON that shields.io reads from an address (its endpoint badge).

It says until when the certificate holds: a picture is looked at long after it was made.
"""

import json

from reports.certificate.statement import Claim
from reports.text import one_line

_COLOURS = {"core": "green", "full": "brightgreen"}


def badge(claim: Claim) -> str:
    """The badge of a certificate that holds."""
    message = f"{claim.level}, catalogue {claim.catalogue}, until {claim.expires[:10]}"
    return _written(one_line(claim.title, 80), message, _COLOURS[claim.level], broken=False)


def badge_without(label: str, *, expired: bool) -> str:
    """The badge where there is no certificate that holds.

    Args:
        label: what stands on its left.
        expired: nothing is wrong with it but that its time is over.
    """
    message, colour = ("expired", "lightgrey") if expired else ("invalid", "red")
    return _written(one_line(label, 80), message, colour, broken=True)


def _written(label: str, message: str, colour: str, *, broken: bool) -> str:
    shown = {"schemaVersion": 1, "label": label, "message": message, "color": colour}
    return json.dumps(shown | ({"isError": True} if broken else {}), ensure_ascii=False, indent=1) + "\n"
