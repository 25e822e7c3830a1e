"""`docs/hazards.md`, made of what the tests saw: `python tests/rogue/rogue_page.py FOLDER`.

`nox -s hazards` runs the tests, which leave one file for each hazard in that folder, and then this.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "hazards.md"

HEAD = """\
# Hazards: what a target may do, and what is said of it

A target may be hostile, broken or slow. Whatever it does, a run ends, with a verdict or with the reason why there is
none, within bounds of time and memory; no secret is told and no report is broken. This page is made by the tests
(`nox -s hazards`): each row is the real command against a server that does just this, and ought to be read as
measured, not promised. The tests fail when a row is missing here, or when a verdict is another one.

How to read the verdicts:

* **nonconformant** names the requirement that is violated. A request that is never answered, three times in a row
  while others are, violates the one that says which answers there are.
* **incomplete** is said where nothing could be decided. The bounds of what is read (2 MB of body, 50,000 values,
  100 levels, 256 header fields of 16 kB) are this suite's own, and nobody is accused of going beyond.
* **refused** is the pre-flight's exit 3: nothing was checked, and one sentence says what to mend.
* **conformant** stands where the documents, or HTTP, allow what is done. Of a key that JSON says twice, the last one
  counts, as with most parsers (RFC 8259, 4, leaves it open).

All runs check little; seconds are those of the whole command, and memory is its peak.
"""

COLUMNS = "| what the target does | verdict | because | seconds | MB |\n|---|---|---|---:|---:|\n"


@dataclass(frozen=True)
class Row:
    """What was seen of one hazard.

    Attributes:
        group: the heading under which it stands.
        title: what the target does.
        verdict: what the run came to.
        because: the requirement that is violated, or the reason.
        seconds: of the whole command.
        megabytes: that it held at most.
    """

    group: str
    title: str
    verdict: str
    because: str
    seconds: float
    megabytes: int

    def __str__(self) -> str:
        because = f"`{self.because}`" if self.because else ""
        return f"| {self.title} | {self.verdict} | {because} | {self.seconds:.1f} | {self.megabytes} |\n"


def keep(folder: Path, place: int, row: Row) -> None:
    """Leave a row for the page, and its place there."""
    (folder / f"{place:04}.json").write_text(json.dumps(asdict(row)), encoding="utf-8")


def rows() -> Mapping[str, tuple[str, str]]:
    """The page's rows: what the target does, to the verdict and its reason."""
    cells = (line.strip("|\n ").split(" | ") for line in PAGE.read_text(encoding="utf-8").splitlines() if "|" in line)
    return {one[0]: (one[1], one[2].strip("` ")) for one in cells if len(one) == 5 and one[4].isdigit()}


def _page(folder: Path) -> str:
    kept = [Row(**json.loads(file.read_bytes())) for file in sorted(folder.glob("*.json"))]
    groups = {row.group: [one for one in kept if one.group == row.group] for row in kept}
    tables = (f"\n## {group}\n\n{COLUMNS}{''.join(map(str, rows))}" for group, rows in groups.items())
    return HEAD + "".join(tables)


if __name__ == "__main__":
    PAGE.write_text(_page(Path(sys.argv[1])), encoding="utf-8")
