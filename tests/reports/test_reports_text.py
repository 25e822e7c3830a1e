"""What others wrote, made safe for UTF-8 and for people's eyes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_samples import anything, quietly

from reports.text import encodable, one_line, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain ✗ ‹token#3› 漢字 é", "plain ✗ ‹token#3› 漢字 é"),
        ("two\nlines", "two\nlines"),
        ("\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m"),
        ("\x9b2J\x00\x07\x7f\r\t", r"\x9b2J\x00\x07\x7f\r\t"),
        ("\u202egnp.exe", r"\u202egnp.exe"),
        ("a\u200bb\ufeffc\u2028d\u00a0e", r"a\u200bb\ufeffc\u2028d\xa0e"),
        ("\ud800", r"\ud800"),
        ("\U000e0041", r"\U000e0041"),
    ],
)
def test_what_does_not_print_is_written_out(text: str, shown: str) -> None:
    assert visible(text) == shown


@quietly
@given(anything)
def test_visible_text_prints_encodes_and_stays_as_it_is(text: str) -> None:
    shown = visible(text)
    assert all(character.isprintable() or character == "\n" for character in shown)
    assert shown.encode("utf-8").decode("utf-8") == shown
    assert visible(shown) == shown


@quietly
@given(anything, st.integers(1, 40))
def test_one_line_is_one_line_and_not_longer_than_asked(text: str, limit: int) -> None:
    line = one_line(text, limit)
    assert line.isprintable()
    assert len(line) <= limit


def test_line_breaks_with_their_indentation_become_spaces() -> None:
    assert one_line('{\r\n  "a": 1,\n\t"b": 2\n}') == '{ "a": 1, "b": 2 }'
    assert one_line("abcdef", 4) == "abc…"


@quietly
@given(anything)
def test_encodable_text_is_the_same_but_for_lone_surrogates(text: str) -> None:
    encoded = encodable(text)
    assert encoded.encode("utf-8").decode("utf-8") == encoded
    if not any("\ud800" <= character <= "\udfff" for character in text):
        assert encoded == text
