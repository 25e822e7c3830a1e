"""The waiver file: whatever stands in it, it is read or answered with the line that is wrong."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from calling import called
from hypothesis import given
from hypothesis import strategies as st
from mutations import ODD, damaged, moderately, noise

from conformance import toml_text, waivers
from conformance.errors import ConfigurationError

ONE: dict[str, Any] = {
    "requirement": "SUMVIN-PAIR-BOTH-FIAT",
    "kind": "unstable",
    "reason": "known",
    "owner": "ramps",
    "ticket": "RAMP-1",
    "expires": "2099-01-31",
}
KEYS = [*ONE, "waiver", "x"]


def written(*entries: dict[str, Any]) -> str:
    tables = ["".join(f"{name} = {toml_text.value(value)}\n" for name, value in one.items()) for one in entries]
    return "# known\n\n" + "\n".join(f"[[waiver]]\n{table}" for table in tables)


WHOLE = written(ONE, {**ONE, "requirement": "SUMVIN-TIME-DEFAULT", "reason": 'says "so"\nin two lines'})


def read(file: Path) -> None:
    try:
        assert all(date.fromisoformat(one.expires) for one in waivers.read(file))
    except ConfigurationError as error:
        assert str(error)


@moderately
@given(content=st.one_of(damaged(WHOLE.encode()), noise))
def test_a_waiver_file_that_was_damaged(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.getbasetemp() / "waivers.toml"
    file.write_bytes(content)
    read(file)


values = st.sampled_from([value for value in ODD if not isinstance(value, dict) and value not in (None, [None])])


@moderately
@given(changes=st.dictionaries(st.sampled_from(KEYS), values, max_size=3), gone=st.sets(st.sampled_from(KEYS)))
def test_a_waiver_that_says_something_odd(
    changes: dict[str, Any], gone: set[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.getbasetemp() / "odd.toml"
    entry = {name: value for name, value in (ONE | changes).items() if name not in gone - changes.keys()}
    try:
        text = written(entry, ONE)
    except TypeError:
        return
    file.write_text(text, encoding="utf-8")
    read(file)


@pytest.mark.parametrize(
    "text",
    [
        "waiver = 1\n",
        "waiver = [1]\n",
        "waiver = {}\n",
        "waiver = [[]]\n",
        "[waiver]\n",
        "[[waiver.x]]\n",
        "[[waiver]]\n[[waiver]]\n",
        "[[waiver]]\nexpires = 2026-01-01T00:00:00Z\n",
        "[[waiver]]\nexpires = 0001-01-01\n",
        'x = """\n[[waiver]]\n"""\n',
        "waiver = [" + "[" * 2000,
        "\r[[waiver]]\r\r\n",
    ],
)
def test_a_waiver_file_of_another_shape(text: str, tmp_path: Path) -> None:
    file = tmp_path / "waivers.toml"
    file.write_text(text, encoding="utf-8", newline="")
    read(file)


@pytest.mark.parametrize("path", ["/dev/zero", ".", "missing"])
def test_a_file_that_never_ends_or_is_none(path: str) -> None:
    with pytest.raises(ConfigurationError):
        waivers.read(Path(path))


@moderately
@given(content=st.one_of(damaged(WHOLE.encode()), noise))
def test_the_command_says_the_same(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    """`run` reads the waivers in pytest; `doctor` reads none, so the reading itself is tried above."""
    file = tmp_path_factory.getbasetemp() / "suggested"
    file.mkdir(exist_ok=True)
    (file / "journal-main.jsonl").write_bytes(content)
    called("waivers", "suggest", file, codes=(0, 3))
