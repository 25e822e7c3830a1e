"""Faults of metadata: what is kept, and what unsets."""
# ruff: noqa: D102, ARG002 - the docstring of a class tells the story of its methods

from __future__ import annotations

import html

from reference.catalogue import fault
from reference.stripe.model import Document, Params, Refusal, Session, Where
from reference.stripe.rules import Rules


@fault("STRIPE-METADATA-ECHO")
class MetadataForgotten(Rules):
    """Metadata is validated, and not kept."""

    def metadata(self, params: Params) -> dict[str, str]:
        super().metadata(params)
        return {}


@fault("STRIPE-METADATA-ECHO")
class OnlyOneKeyKept(Rules):
    """There is one column for metadata."""

    def metadata(self, params: Params) -> dict[str, str]:
        return dict(list(super().metadata(params).items())[:1])


@fault("STRIPE-METADATA-ECHO")
class MetadataKeysInSmallLetters(Rules):
    """Keys are normalised."""

    def metadata(self, params: Params) -> dict[str, str]:
        return {name.lower(): value for name, value in super().metadata(params).items()}


@fault("STRIPE-METADATA-ECHO")
class MetadataNumbersParsed(Rules):
    """What looks like a number is one: "007" becomes 7."""

    def view(self, session: Session, where: Where) -> Document:
        parsed = {name: int(value) if value.isdecimal() else value for name, value in session.metadata.items()}
        return {**super().view(session, where), "metadata": parsed}


@fault("STRIPE-METADATA-ECHO")
class MetadataValuesTrimmed(Rules):
    """White space around a value is cut off."""

    def metadata(self, params: Params) -> dict[str, str]:
        return {name: value.strip() for name, value in super().metadata(params).items()}


@fault("STRIPE-METADATA-ECHO")
class MetadataInAscii(Rules):
    """The column is ASCII, and what does not fit becomes a question mark."""

    def metadata(self, params: Params) -> dict[str, str]:
        kept = super().metadata(params)
        return {name: value.encode("ascii", "replace").decode() for name, value in kept.items()}


@fault("STRIPE-METADATA-ECHO")
class MetadataOnlyOnCreate(Rules):
    """The create repeats what was sent; it was never stored."""

    def view(self, session: Session, where: Where) -> Document:
        shown = super().view(session, where)
        return shown if where == "create" else {**shown, "metadata": {}}


@fault("STRIPE-METADATA-ECHO")
class PlusStaysPlus(Rules):
    """Percent signs are decoded, and the plus that stands for a space in a form is not."""

    def pairs(self, text: str) -> list[tuple[str, str]]:
        return super().pairs(text.replace("+", "%2B"))


@fault("STRIPE-METADATA-ECHO")
class MetadataEscapedForHtml(Rules):
    """What is stored is escaped for the dashboard's pages, and goes out escaped."""

    def metadata(self, params: Params) -> dict[str, str]:
        return {name: html.escape(value) for name, value in super().metadata(params).items()}


@fault("STRIPE-METADATA-UNSET")
class EmptyMetadataKept(Rules):
    """An empty value is a value like any other."""

    def is_set(self, value: str) -> bool:
        return True


@fault("STRIPE-METADATA-UNSET")
class EmptyMetadataIsNull(Rules):
    """An empty value is kept as null."""

    def is_set(self, value: str) -> bool:
        return True

    def view(self, session: Session, where: Where) -> Document:
        shown = super().view(session, where)
        return {**shown, "metadata": {name: value or None for name, value in session.metadata.items()}}


@fault("STRIPE-METADATA-UNSET")
class EmptyMetadataRefused(Rules):
    """A value must not be empty."""

    def is_set(self, value: str) -> bool:
        if value == "":
            raise self.invalid("metadata", "Metadata values must not be empty.")
        return True


@fault("STRIPE-METADATA-UNSET")
class OneEmptyValueUnsetsAll(Rules):
    """That all keys can be unset by an empty value was read with the sentence before it."""

    def metadata(self, params: Params) -> dict[str, str]:
        sent = self.hash(params, "metadata") or {}
        return {} if "" in sent.values() else super().metadata(params)


@fault("STRIPE-METADATA-UNSET-ALL")
class EmptyMetadataHashRefused(Rules):
    """An empty metadata is no hash, and is refused."""

    def metadata(self, params: Params) -> dict[str, str]:
        if params.get("metadata") == "":
            raise self.invalid("metadata", "Invalid object")
        return super().metadata(params)


@fault("STRIPE-METADATA-UNSET-ALL")
class EmptyMetadataIsAKey(Rules):
    """An empty metadata is kept, under an empty key."""

    def metadata(self, params: Params) -> dict[str, str]:
        return {"": ""} if params.get("metadata") == "" else super().metadata(params)


class _Limits(Rules):
    """A base for faults with other limits."""

    most_keys, longest_key, longest_value = 50, 40, 500

    def check_length(self, name: str, value: str) -> None:
        if len(name) > self.longest_key or len(value) > self.longest_value:
            raise self.too_much()

    def check_count(self, count: int) -> None:
        if count > self.most_keys:
            raise self.too_much()

    def too_much(self) -> Refusal:
        """Refuse metadata that exceeds a limit."""
        return self.invalid("metadata", "Metadata exceeds its limits.")


@fault("STRIPE-METADATA-LIMITS")
class TwentyKeysAtMost(_Limits):
    """The limit of long ago, twenty keys, is still in."""

    most_keys = 20


@fault("STRIPE-METADATA-LIMITS")
class HundredCharactersAtMost(_Limits):
    """A value is what fits into an indexed column."""

    longest_value = 100


@fault("STRIPE-METADATA-LIMITS")
class ShortKeysOnly(_Limits):
    """A key has thirty-two characters at most."""

    longest_key = 32
