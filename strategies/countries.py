"""Country codes of ISO 3166-1, and what is easily taken for one."""

from collections.abc import Iterable
from functools import cache


@cache
def all_codes() -> tuple[str, ...]:
    """Every officially assigned alpha-2 code, in alphabetical order."""
    return tuple(sorted(alpha_2 for alpha_2, _, _ in _iso_3166()))


def non_members(members: Iterable[str]) -> tuple[str, ...]:
    """The alpha-2 codes that a list of countries leaves out."""
    listed = set(members)
    return tuple(code for code in all_codes() if code not in listed)


def near_spellings(member: str) -> tuple[tuple[str, str], ...]:
    """Other spellings of a country given by its alpha-2 code, as pairs of a description and the spelling.

    A server may strip spaces before it looks a code up; the documents that list codes do not say that it does.
    """
    alpha_3, numeric = next((alpha_3, numeric) for alpha_2, alpha_3, numeric in _iso_3166() if alpha_2 == member)
    return (
        ("in lower case", member.lower()),
        ("in mixed case", member.capitalize()),
        ("as alpha-3", alpha_3),
        ("as a number", numeric),
        ("with a space before", f" {member}"),
        ("with a space after", f"{member} "),
        ("empty", ""),
    )


@cache
def _iso_3166() -> tuple[tuple[str, str, str], ...]:
    """Alpha-2, alpha-3 and numeric code of every country."""
    import pycountry  # noqa: PLC0415 - slow to import

    return tuple((country.alpha_2, country.alpha_3, country.numeric) for country in pycountry.countries)
