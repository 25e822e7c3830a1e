"""Bodies of POST /v0/accounts/link. Only institution_id is documented; the other fields are public knowledge."""

from dataclasses import dataclass
from typing import Final

from strategies.sumvin.bodies import Body
from strategies.sumvin.fixtures import Fixtures

FURTHER: Final[Body] = {"products": ["transactions"], "regions": ["US"]}
"""Public fields of a link that any target may do without."""


@dataclass(frozen=True)
class Unselected:
    """A body that names no institution.

    Attributes:
        name: in which way, in words.
        body: what to send.
        alone: whether nothing else about it can be refused.
    """

    name: str
    body: Body
    alone: bool


def selecting(fixtures: Fixtures, institution: str) -> Body:
    """A body that selects an institution, with what else the target needs."""
    return {**fixtures.link_body, "institution_id": institution}


def unselected(fixtures: Fixtures) -> tuple[Unselected, ...]:
    """Bodies without an institution: alone, with what else the target needs, with public fields; null and empty."""
    rest = {name: value for name, value in fixtures.link_body.items() if name != "institution_id"}
    return (
        Unselected("what else the target needs", {**rest}, alone=True),
        Unselected("an empty object", {}, alone=not rest),
        Unselected("a redirect", {**rest, "redirect_uri": "https://partner.example/return"}, alone=False),
        Unselected("the name in another spelling", {**rest, "institutionId": "ins_conformance"}, alone=False),
        Unselected("products and regions", {**rest, **FURTHER}, alone=False),
        Unselected("null", {**rest, "institution_id": None}, alone=False),
        Unselected("the empty string", {**rest, "institution_id": ""}, alone=False),
    )
