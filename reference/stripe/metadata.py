"""The caller's own keys and values.

Source: stripe-onramp-sessions.txt, create: metadata (an empty value unsets its key; an empty metadata all of them).
The limits are public.
"""

from __future__ import annotations

from reference.stripe.form import Form
from reference.stripe.model import Params

MOST_KEYS = 50
LONGEST_KEY = 40
LONGEST_VALUE = 500


class Metadata(Form):
    """What metadata may hold."""

    def metadata(self, params: Params) -> dict[str, str]:
        """Read the keys that have a value."""
        sent = self.hash(params, "metadata") or {}
        kept = {}
        for name, value in sent.items():
            text = self.scalar(value, f"metadata[{name}]")
            self.check_length(name, text)
            if self.is_set(text):
                kept[name] = text
        self.check_count(len(kept))
        return kept

    def is_set(self, value: str) -> bool:
        """Tell a value from what unsets its key."""
        return value != ""

    def check_length(self, name: str, value: str) -> None:
        """Refuse a key or a value that is too long."""
        if len(name) > LONGEST_KEY:
            raise self.invalid("metadata", f"Metadata keys must be at most {LONGEST_KEY} characters long.")
        if len(value) > LONGEST_VALUE:
            message = f"Metadata values must be at most {LONGEST_VALUE} characters long."
            raise self.invalid(f"metadata[{name}]", message)

    def check_count(self, count: int) -> None:
        """Refuse too many keys."""
        if count > MOST_KEYS:
            raise self.invalid("metadata", f"Metadata must have at most {MOST_KEYS} keys.")
