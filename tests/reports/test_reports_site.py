"""A register: what is listed was verified, whatever vendors put into their folders."""

import os
import shutil
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from certificate_samples import KEY, NOW, OTHER, certified, good, held, written
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from report_samples import anything, quietly

from reports.certificate.errors import Unusable
from reports.certificate.statement import Claim
from reports.results import Results
from reports.site.page import page, publish
from reports.site.register import Entry, Register, read


def vendor(register: Path, name: str, key: Ed25519PrivateKey = KEY) -> Path:
    folder = register / name
    folder.mkdir(parents=True)
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (folder / "public.pem").write_bytes(b"token=of-somebody\n" + pem)
    return folder


def hand_in(folder: Path, name: str, run: Results, key: Ed25519PrivateKey = KEY, **changes: Any) -> Path:
    place = folder / name
    place.mkdir()
    (place / "certificate.json").write_bytes(certified(run, key=key, **changes))
    (place / "results.json").write_bytes(written(run))
    return place


def verified(now: Any = NOW) -> Any:
    def verify(file: bytes, exact: bytes, key: Any) -> Claim:
        class _Pair:
            public_key = staticmethod(lambda: key)

        return held(file, exact, _Pair(), now=now).claim  # type: ignore[arg-type]

    return verify


@pytest.fixture
def register(tmp_path: Path) -> Path:
    folder = tmp_path / "register"
    acme = vendor(folder, "acme")
    hand_in(acme, "core", good())
    hand_in(acme, "full", good(level="full"))
    hand_in(vendor(folder, "bolt & co", OTHER), "one", good(run="beef"), OTHER, build="4f2a91c")
    return folder


def test_everything_that_holds_is_published_with_what_verifies_it(register: Path, tmp_path: Path) -> None:
    out = tmp_path / "public"
    found = read(register, verified())
    assert found.complaints == ()
    publish(found, out, now=NOW)
    files = {str(file.relative_to(out)) for file in out.rglob("*") if file.is_file()}
    places = ("acme/core", "acme/full", "bolt & co/one")
    parts = ("certificate.json", "results.json", "badge.json")
    assert files == {
        "index.html",
        *("acme/public.pem", "bolt & co/public.pem"),
        *(f"{place}/{part}" for place in places for part in parts),
    }
    again = read(out, verified())
    assert len(again.entries) == 3
    assert "of-somebody" not in (out / "acme" / "public.pem").read_text()


class _Page(HTMLParser):
    """The cells, the links and the elements of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.rows: list[list[str]] = []
        self._in_cell = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
            self._in_cell = True

    def handle_endtag(self, tag: str) -> None:
        self._in_cell = self._in_cell and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            self.rows[-1][-1] = f"{self.rows[-1][-1]} {data.strip()}".strip()


def test_the_page_shows_vendors_levels_dates_and_versions(register: Path) -> None:
    shown = _Page(page(read(register, verified()), now=NOW))
    assert shown.rows[:3] == [["Vendor", "Sumvin ramp sessions"], ["acme", "full"], ["bolt & co", "core"]]
    (row,) = [row for row in shown.rows if "4f2a91c" in " ".join(row)]
    assert row[:6] == ["bolt & co", "Sumvin ramp sessions", "core (standard)", "1", "2026-01-01", "2026-04-01"]
    assert "bolt%20%26%20co/one/certificate.json" in shown.links
    assert "script" not in shown.tags


def test_every_link_of_the_page_leads_to_a_file(register: Path, tmp_path: Path) -> None:
    out = tmp_path / "public"
    publish(read(register, verified()), out, now=NOW)
    links = _Page((out / "index.html").read_text()).links
    assert len(links) == 11
    assert all((out / link.replace("%20", " ").replace("%26", "&")).is_file() for link in links)


def test_what_does_not_hold_is_named_and_left_out(register: Path, tmp_path: Path) -> None:
    acme = register / "acme"
    (acme / "core" / "results.json").write_bytes(written(good(run="beef")))
    shutil.copytree(register / "bolt & co" / "one", acme / "stolen")
    (acme / "empty").mkdir()
    (acme / "empty" / "certificate.json").write_text("{}")
    vendor(register, "zero")
    (register / "zero" / "public.pem").write_text("no key")
    hand_in(register / "zero", "one", good())
    found = read(register, verified())
    assert [f"{one.vendor}/{one.name}" for one in found.entries] == ["acme/full", "bolt & co/one"]
    told = "\n".join(found.complaints)
    for name, words in (
        ("acme/core", "their digest differs"),
        ("acme/stolen", "another key"),
        ("acme/empty", "cannot read"),
        ("zero/one", "no Ed25519 public key"),
    ):
        assert any(name in line and words in line for line in told.splitlines()), name


def test_what_has_expired_is_no_longer_listed(register: Path) -> None:
    found = read(register, verified(NOW + timedelta(days=100)))
    assert found.entries == ()
    assert len(found.complaints) == 3
    assert all("is not listed any more: it expired" in one for one in found.complaints)
    assert "No certificate is listed." in page(found, now=NOW)


def test_a_folder_without_vendors_is_no_register(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(Unusable, match="holds no vendor"):
            read(folder, verified())


def test_nothing_is_published_over_what_stands_there(register: Path, tmp_path: Path) -> None:
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "index.html").write_text("mine")
    with pytest.raises(Unusable, match="is not empty"):
        publish(read(register, verified()), tmp_path / "public", now=NOW)
    with pytest.raises(Unusable, match="cannot write"):
        publish(read(register, verified()), tmp_path / "public" / "index.html", now=NOW)
    assert (tmp_path / "public" / "index.html").read_text() == "mine"


CLAIM = held(certified(good()), written(good())).claim

# A folder's name: bytes that may be no UTF-8, without those that no name has.
folder_names = st.binary(min_size=1, max_size=9).map(lambda name: os.fsdecode(name.translate(None, b"/\0") or b"x"))


@given(anything, folder_names)
@quietly
def test_nothing_that_a_vendor_wrote_acts_on_the_page(title: str, name: str) -> None:
    hostile = {"title": f"<script>{title}", "base_url": f"javascript:{title}<b>", "suite": name}
    entry = Entry(f"<td>{name}", f'"{name}', CLAIM.model_copy(update=hostile), KEY.public_key(), b"", b"")
    shown = _Page(page(Register((entry,), ()), now=NOW))
    assert not {"script", "b"} & set(shown.tags)
    assert all(link.startswith("%3C") for link in shown.links)
    assert len(shown.rows) == 4
