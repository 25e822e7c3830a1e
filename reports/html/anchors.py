"""Fragments: what stands behind `#` in a link to a part of the page."""

import re

OWN = "page-"
"""The fragments of the page's own parts begin with this, and no other does."""

_UNFIT = re.compile(r"[^A-Za-z0-9._-]")


class Anchors:
    """Gives every name a fragment of its own; a name that is fit for one is its own fragment."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def of(self, name: str) -> str:
        """A fragment that was not given before."""
        plain = _UNFIT.sub("-", name) or "-"
        if plain.startswith(OWN):
            plain = f"-{plain}"
        fragment, number = plain, 1
        while fragment in self._taken:
            number += 1
            fragment = f"{plain}-{number}"
        self._taken.add(fragment)
        return fragment
