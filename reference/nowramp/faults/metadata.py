"""Faults of metadata: its three limits, from either side."""
# ruff: noqa: D102, ARG002 - the docstring of a class tells the story of its methods

from __future__ import annotations

import json

from reference.catalogue import fault
from reference.nowramp.creation import MOST_KEYS, levels
from reference.nowramp.model import Document
from reference.nowramp.rules import Rules


@fault("NOWRAMP-METADATA-KEYS-TOO-MANY")
class AnyNumberOfKeys(Rules):
    """The keys are not counted, since the size is limited anyway."""

    def check_keys(self, metadata: Document) -> None:
        return


@fault("NOWRAMP-METADATA-KEYS-TOO-MANY")
class TwentyOneKeys(Rules):
    """The limit is off by one."""

    def check_keys(self, metadata: Document) -> None:
        if len(metadata) > MOST_KEYS + 1:
            super().check_keys(metadata)


@fault("NOWRAMP-METADATA-KEYS-TOO-MANY")
class OnlyTextsAreCounted(Rules):
    """Only keys with a plain text count towards the limit."""

    def check_keys(self, metadata: Document) -> None:
        super().check_keys({name: value for name, value in metadata.items() if isinstance(value, str)})


@fault("NOWRAMP-METADATA-SIZE-TOO-LARGE")
class AnySize(Rules):
    """The keys are counted, and nobody weighs them."""

    def check_size(self, metadata: object) -> None:
        return


@fault("NOWRAMP-METADATA-SIZE-TOO-LARGE")
class SixteenKilobytes(Rules):
    """The limit is that of the message broker."""

    def size(self, metadata: object) -> int:
        return super().size(metadata) // 4


@fault("NOWRAMP-METADATA-SIZE-TOO-LARGE")
class EachValueWeighed(Rules):
    """Every value may be as large as all of them together."""

    def size(self, metadata: object) -> int:
        values = metadata.values() if isinstance(metadata, dict) else ()
        return max((super(EachValueWeighed, self).size(value) for value in values), default=0)


@fault("NOWRAMP-METADATA-SIZE-TOO-LARGE")
class CountedInCharacters(Rules):
    """What is counted is characters, of which one may take four bytes."""

    def size(self, metadata: object) -> int:
        return len(json.dumps(metadata, separators=(",", ":"), ensure_ascii=False))


@fault("NOWRAMP-METADATA-NESTING-TOO-DEEP")
class ArraysNotLookedInto(Rules):
    """The levels are counted from object to object, and an array between two of them ends the count."""

    def check_levels(self, metadata: Document) -> None:
        super().check_levels(_without_arrays(metadata))


def _without_arrays(value: Document) -> Document:
    return {
        name: _without_arrays(inner) if isinstance(inner, dict) else inner
        for name, inner in value.items()
        if not isinstance(inner, list)
    }


@fault("NOWRAMP-METADATA-NESTING-TOO-DEEP")
class FirstObjectMeasured(Rules):
    """The depth is taken from the first object in the metadata; the others are thought to be like it."""

    def check_levels(self, metadata: Document) -> None:
        nested = [name for name, value in metadata.items() if isinstance(value, dict | list)]
        super().check_levels({name: value for name, value in metadata.items() if name not in nested[1:]})


@fault("NOWRAMP-METADATA-NESTING-TOO-DEEP")
class AnyDepth(Rules):
    """The levels are not counted, since the size is limited anyway."""

    def check_levels(self, metadata: Document) -> None:
        return


@fault("NOWRAMP-METADATA-NESTING-TOO-DEEP")
class FiveLevels(Rules):
    """The limit was raised for one partner, in the code that is everybody's."""

    def check_levels(self, metadata: Document) -> None:
        if levels(metadata) > 5:
            super().check_levels(metadata)


@fault("NOWRAMP-METADATA-KEYS-FIT")
class TenKeysFit(Rules):
    """Ten keys were the limit before the document said twenty."""

    def check_keys(self, metadata: Document) -> None:
        if len(metadata) > 10:
            raise self.invalid("metadata", "must not have more than 10 keys")


@fault("NOWRAMP-METADATA-KEYS-FIT")
class NineteenKeysFit(Rules):
    """The limit is exclusive where it should be inclusive."""

    def check_keys(self, metadata: Document) -> None:
        if len(metadata) >= MOST_KEYS:
            raise self.invalid("metadata", "must have fewer than 20 keys")


@fault("NOWRAMP-METADATA-SIZE-FITS")
class OneKilobyteFits(Rules):
    """The limit is that of another service, into which metadata was once copied."""

    def size(self, metadata: object) -> int:
        return super().size(metadata) * 4


@fault("NOWRAMP-METADATA-NESTING-FITS")
class OnlyFlatMetadataFits(Rules):
    """Metadata is a map from text to text, and an object in it is refused."""

    def check_levels(self, metadata: Document) -> None:
        if any(isinstance(value, dict) for value in metadata.values()):
            raise self.invalid("metadata", "must be flat")


@fault("NOWRAMP-METADATA-NESTING-FITS")
class NestingStartsAtOne(Rules):
    """The metadata itself is the first of two levels, and a value is the second: an object in it is one too many."""

    def check_levels(self, metadata: Document) -> None:
        super().check_levels({"metadata": metadata})


@fault("NOWRAMP-CREATE-FIELD-TYPES")
class AnyMetadata(Rules):
    """Metadata is any JSON, a list or a word too."""

    def metadata(self, document: Document) -> object:
        value = document.get("metadata")
        return super().metadata(document) if isinstance(value, dict) else value


@fault("NOWRAMP-METADATA-SIZE-FITS")
class ValuesOf500Fit(Rules):
    """A single value may have five hundred characters, as it may elsewhere, whatever the whole may have."""

    def metadata(self, document: Document) -> object:
        kept = super().metadata(document)
        for value in kept.values() if isinstance(kept, dict) else ():
            if isinstance(value, str) and len(value) > 500:
                raise self.invalid("metadata", "must not have values longer than 500 characters")
        return kept


@fault("NOWRAMP-METADATA-ACCEPTED")
class OnlyTextsInMetadata(Rules):
    """Metadata is a map from text to text; a number or a boolean in it is refused."""

    def metadata(self, document: Document) -> object:
        kept = super().metadata(document)
        for value in kept.values() if isinstance(kept, dict) else ():
            if not isinstance(value, str | dict):
                raise self.invalid("metadata", "must hold texts")
        return kept


@fault("NOWRAMP-METADATA-ACCEPTED")
class EmptyMetadataRefused(Rules):
    """Metadata has to have something in it, says a schema with a minimum."""

    def check_keys(self, metadata: Document) -> None:
        if not metadata:
            raise self.invalid("metadata", "must not be empty")
        super().check_keys(metadata)


@fault("NOWRAMP-METADATA-STORED")
class MetadataAsTexts(Rules):
    """Metadata is kept as texts, and a number comes back as its digits."""

    def metadata(self, document: Document) -> object:
        kept = super().metadata(document)
        if not isinstance(kept, dict):
            return kept
        return {name: value if isinstance(value, dict) else str(value) for name, value in kept.items()}


@fault("NOWRAMP-METADATA-STORED")
class MetadataFlattened(Rules):
    """Inner objects are flattened into names with dots."""

    def metadata(self, document: Document) -> object:
        kept = super().metadata(document)
        if not isinstance(kept, dict):
            return kept
        flat: Document = {name: value for name, value in kept.items() if not isinstance(value, dict)}
        for name, value in kept.items():
            if isinstance(value, dict):
                flat |= {f"{name}.{inner}": each for inner, each in value.items()}
        return flat


@fault("NOWRAMP-METADATA-STORED")
class MetadataKeysLowerCased(Rules):
    """The names in metadata are turned to lower case, like those of headers."""

    def metadata(self, document: Document) -> object:
        kept = super().metadata(document)
        return {name.lower(): value for name, value in kept.items()} if isinstance(kept, dict) else kept
