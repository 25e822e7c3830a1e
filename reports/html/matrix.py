"""The picture of a run: requirements by operation and by what they count as, one tile each.

An operation can have dozens of requirements, so its rows are their topics: the second word of an id, as in
`SUMVIN-IDEMPOTENCY-REPLAY-STATUS`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.html.entries import Entry
from reports.html.standing import Standing, tally


@dataclass(frozen=True)
class Row:
    """One topic of an operation.

    Attributes:
        topic: a word.
        cells: its entries, one cell for each column of the matrix.
    """

    topic: str
    cells: tuple[tuple[Entry, ...], ...]


@dataclass(frozen=True)
class Block:
    """One operation with its topics."""

    operation: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Matrix:
    """All operations.

    Attributes:
        columns: each kind that there is any of, with the number of its entries; worst first.
        blocks: in the order of the catalogue.
    """

    columns: dict[Standing, int]
    blocks: tuple[Block, ...]


def matrix_of(entries: Sequence[Entry]) -> Matrix:
    """Arrange the entries."""
    columns = tally(one.standing for one in entries)
    operations = dict.fromkeys(one.requirement.operation for one in entries)
    return Matrix(
        columns=columns,
        blocks=tuple(
            Block(name, _rows([one for one in entries if one.requirement.operation == name], tuple(columns)))
            for name in operations
        ),
    )


def _rows(entries: Sequence[Entry], columns: Sequence[Standing]) -> tuple[Row, ...]:
    topics = dict.fromkeys(_topic(one.requirement.id) for one in entries)
    return tuple(
        Row(
            topic,
            tuple(
                tuple(one for one in entries if one.standing is kind and _topic(one.requirement.id) == topic)
                for kind in columns
            ),
        )
        for topic in topics
    )


def _topic(name: str) -> str:
    words = name.lower().split("-")
    return words[1] if len(words) > 1 else words[0]
