"""How a rule of the page is broken, and only that one: valid parameters, and the same with one thing wrong."""

from dataclasses import dataclass
from typing import Final

from strategies import amounts
from strategies.forms import Params

NOT_DECIMAL: Final = tuple(text for text in amounts.NOT_NUMERIC if isinstance(text, str) and text.strip())
"""What no reading takes for a finite number; the empty text may count as left out."""

NOT_POSITIVE: Final = ("0", "0.0", "0.00", "-0", "-1", "-5", "-100", "-0.01")

NOT_BOOLEAN: Final = ("maybe", "2", "truefalse", "locked", "-", "tru", "nul")
"""What no reading takes for true or false; 1, yes and True are debatable."""


@dataclass(frozen=True)
class NearMiss:
    """Valid parameters with one thing wrong.

    Attributes:
        rule: what is wrong, in words.
        requirement: the id of the requirement that says it must be refused.
        params: what to send.
        twin: the same without what is wrong, which has to be accepted.
    """

    rule: str
    requirement: str
    params: Params
    twin: Params


def spoilt(requirement: str, twin: Params, rule: str, **changes: object) -> NearMiss:
    """Parameters with something in them changed or added."""
    return NearMiss(rule, f"STRIPE-{requirement}", {**twin, **changes}, twin)


def lacking(requirement: str, twin: Params, name: str, **instead: object) -> NearMiss:
    """Parameters without one of them, with others instead."""
    params = {key: value for key, value in twin.items() if key != name} | instead
    rule = f"without {name}" + "".join(f", with {other}" for other in instead)
    return NearMiss(rule, f"STRIPE-{requirement}", params, twin)
