"""The waiver file: typed entries, and complaints that quote the user's own line."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conformance.errors import ConfigurationError
from conformance.waivers import read, suggestion
from reports.results import Results

GOOD = """\
# what we know of
[[waiver]]
requirement = "SUMVIN-PAIR-BOTH-FIAT"
kind = "unstable"
reason = "the provider answers late"
owner = "ana"
ticket = "RAMP-7"
expires = 2027-01-31
"""

quietly = settings(
    database=None, deadline=None, derandomize=True, max_examples=200, suppress_health_check=list(HealthCheck)
)


def written(folder: Path, text: str) -> Path:
    file = folder / "waivers.toml"
    file.write_text(text, encoding="utf-8")
    return file


def complaint(folder: Path, text: str) -> str:
    with pytest.raises(ConfigurationError) as caught:
        read(written(folder, text))
    message = str(caught.value)
    assert "\n" not in message
    return message.removeprefix(str(folder)).lstrip("/")


def test_a_waiver_is_read_with_the_lines_to_be_quoted(tmp_path: Path) -> None:
    (one,) = read(written(tmp_path, GOOD))
    assert (one.requirement, one.kind, one.expires) == ("SUMVIN-PAIR-BOTH-FIAT", "unstable", "2027-01-31")
    assert (one.owner, one.ticket, one.reason) == ("ana", "RAMP-7", "the provider answers late")
    assert (one.named.number, one.named.text) == (3, 'requirement = "SUMVIN-PAIR-BOTH-FIAT"')
    assert (one.dated.number, one.dated.text) == (8, "expires = 2027-01-31")


def test_without_a_kind_it_is_known_failing_and_a_day_may_be_a_text(tmp_path: Path) -> None:
    text = GOOD.replace('kind = "unstable"\n', "").replace("2027-01-31", '"2027-01-31"')
    (one,) = read(written(tmp_path, text))
    assert (one.kind, one.expires) == ("known-failing", "2027-01-31")


def test_an_empty_file_has_no_waivers(tmp_path: Path) -> None:
    assert read(written(tmp_path, "")) == ()


def test_lines_are_found_behind_texts_of_several_lines(tmp_path: Path) -> None:
    long = GOOD.replace('"the provider answers late"', '"""\n[[waiver]]\nexpires = never\n"""')
    second = GOOD.replace("BOTH-FIAT", "BOTH-CRYPTO").replace("# what we know of\n", "\n")
    first, other = read(written(tmp_path, long + second))
    assert first.dated.text == "expires = 2027-01-31"
    assert other.named.number == 14


@pytest.mark.parametrize(
    ("line", "replacement", "words"),
    [
        ('owner = "ana"', 'owner = ""', ("line 6", 'owner = ""', "who answers")),
        ('owner = "ana"', "owner = 7", ("line 6", "owner = 7", "who answers")),
        ('ticket = "RAMP-7"', 'ticket = "  "', ("line 7", "tracked")),
        ("expires = 2027-01-31", 'expires = "soon"', ("line 8", 'expires = "soon"', "2027-01-31")),
        ("expires = 2027-01-31", 'expires = "2027-02-30"', ("line 8", "2027-01-31")),
        ("expires = 2027-01-31", "expires = 2027-01-31T00:00:00Z", ("line 8", "last day")),
        ("expires = 2027-01-31", "", ("line 2", "[[waiver]]", "no expires")),
        ('kind = "unstable"', 'kind = "flaky"', ("line 4", "known-failing")),
        ('reason = "the provider answers late"', 'because = "x"', ("line 5", "because", "nothing reads this key")),
        ("[[waiver]]", "[[waivers]]", ("line 2", "[[waivers]]", "[[waiver]]")),
        ("[[waiver]]", "[waiver]", ("line 2", "[waiver]", "table of its own")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_broken_waiver_is_quoted(tmp_path: Path, line: str, replacement: str, words: tuple[str, ...]) -> None:
    message = complaint(tmp_path, GOOD.replace(line, replacement))
    assert message.startswith("waivers.toml")
    for word in words:
        assert word in message


def test_one_requirement_is_waived_once(tmp_path: Path) -> None:
    message = complaint(tmp_path, GOOD + GOOD)
    assert "line 11" in message
    assert "line 3 waives it already" in message


def test_what_is_no_toml_is_quoted_too(tmp_path: Path) -> None:
    message = complaint(tmp_path, GOOD + "owner ana\n")
    assert "not valid TOML" in message
    assert message.endswith(": owner ana")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot read the waiver file"):
        read(tmp_path / "nowhere.toml")
    (tmp_path / "latin.toml").write_bytes(b"\xff")
    with pytest.raises(ConfigurationError, match="not UTF-8"):
        read(tmp_path / "latin.toml")


# ---- suggestions


def test_a_suggestion_is_rejected_until_it_is_filled_in(tmp_path: Path, failing: Results) -> None:
    text = suggestion(failing)
    assert "known-failing" in text
    assert 'reason = ""' in complaint(tmp_path, text)
    filled = text.replace('expires = ""', 'expires = "2027-01-31"').replace('= "" ', '= "x" ')
    assert [one.requirement for one in read(written(tmp_path, filled))] == ["SUMVIN-ONE", "SUMVIN-TWO"]
    assert [one.kind for one in read(written(tmp_path, filled))] == ["known-failing", "unstable"]


@quietly
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_text_is_read_or_refused_with_one_printable_line(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    folder = tmp_path_factory.mktemp("waivers", numbered=True)
    for whole in (text, f"[[waiver]]\n{text}\n", GOOD.replace("ana", text)):
        try:
            read(written(folder, whole))
        except ConfigurationError as error:
            assert str(error).isprintable()
