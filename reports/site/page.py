"""What a register publishes: the page, and beside it all that a visitor needs to verify every line of it."""

import os
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from pathlib import Path
from urllib.parse import quote

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from reports.badge import badge
from reports.certificate.errors import Unusable
from reports.certificate.keys import key_id
from reports.site.register import CERTIFICATE, KEY, RESULTS, Entry, Register
from reports.text import one_line

BADGE = "badge.json"
_LEVELS = ("core", "full")


def publish(register: Register, folder: Path, *, now: datetime) -> None:
    """Write the page and its files.

    Args:
        register: what is listed.
        folder: where to; made if it is missing.
        now: the day that the page shows.

    Raises:
        Unusable: something stands in the folder already, or it cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            # What is taken out of a register must not stay published.
            raise Unusable(f"{folder} is not empty; the page is made anew each time, so name a new folder")
        for entry in register.entries:
            _publish_entry(entry, folder)
        (folder / "index.html").write_text(page(register, now=now), encoding="utf-8")
    except OSError as error:
        raise Unusable(f"cannot write {folder}: {error.strerror}") from None


def page(register: Register, *, now: datetime) -> str:
    """The page as HTML, whole in one file: no script, nothing from elsewhere."""
    return _template().render(
        day=now.date().isoformat(),
        apis={entry.claim.api: entry.claim.title for entry in register.entries},
        vendors=_vendors(register.entries),
        entries=register.entries,
        key_id=key_id,
        files={"certificate": CERTIFICATE, "results": RESULTS, "badge": BADGE, "key": KEY},
    )


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # A folder's name is bytes, and not always UTF-8.
    environment.filters.update(shown=one_line, segment=lambda name: quote(os.fsencode(name), safe=""))
    return environment.get_template("page.html.j2")


def _vendors(entries: Iterable[Entry]) -> dict[str, dict[str, str]]:
    """Vendor to API to the highest level that is held."""
    vendors: dict[str, dict[str, str]] = {}
    for entry in sorted(entries, key=lambda one: (one.vendor, _LEVELS.index(one.claim.level))):
        vendors.setdefault(entry.vendor, {})[entry.claim.api] = entry.claim.level
    return vendors


def _publish_entry(entry: Entry, folder: Path) -> None:
    place = folder / entry.vendor / entry.name
    place.mkdir(parents=True)
    (place / CERTIFICATE).write_bytes(entry.certificate)
    (place / RESULTS).write_bytes(entry.results)
    (place / BADGE).write_text(badge(entry.claim), encoding="utf-8")
    # The key alone, not its file: whatever else somebody wrote into that is not published.
    key = entry.key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (folder / entry.vendor / KEY).write_bytes(key)
