"""The waiver file: violations that somebody knows of, answers for, and will mend by a day.

Parsed once into typed records. What is wrong in it is answered with the user's own line and its number, because a
waiver that is read wrongly hides a violation, or stops a gate for nothing.
"""

import re
import tomllib
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from conformance.errors import ConfigurationError
from conformance.files import read_text
from reports.journal import Quote, WaiverRecord
from reports.results import Outcome, Results
from reports.text import one_line

KINDS = ("known-failing", "unstable")

_MENDS = {
    "requirement": 'write the id of one requirement, such as "SUMVIN-PAIR-BOTH-FIAT"',
    "reason": "say in a few words why it is not mended yet",
    "owner": "say who answers for this waiver",
    "ticket": "say where the mending is tracked",
    "expires": "write the last day on which it holds, such as 2027-01-31",
    "kind": 'write "known-failing" (fails in every run) or "unstable" (fails in some)',
}
_OPTIONAL = {"kind": KINDS[0]}
_TABLE = re.compile(r"\s*\[\[\s*[\"']?waiver[\"']?\s*\]\]")
_KEY = re.compile(r"\s*[\"']?(\w+)[\"']?\s*=")


def read(path: Path) -> tuple[WaiverRecord, ...]:
    """The waivers of a file.

    Raises:
        ConfigurationError: the file cannot be read, or a waiver is broken; the message quotes the line.
    """
    try:
        text = read_text(path)
    except OSError as error:
        raise ConfigurationError(f"cannot read the waiver file {path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigurationError(f"the waiver file {path} is not UTF-8 text") from None
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigurationError(f"the waiver file {path} is not valid TOML: {_located(error, text)}") from None
    return _records(data, text.splitlines(), path)


def suggestion(results: Results) -> str:
    """A waiver file for the violations of a run that no waiver covers yet; its owner has to fill it in."""
    failed = [
        one for one in results.requirements if one.scored and one.outcome is Outcome.FAILED and one.waiver is None
    ]
    lines = [
        f"# Waivers for {results.api}, suggested from run {results.run} of {results.started[:10]}.",
        "# Fill in every empty value: a waiver without an owner and a last day is not accepted.",
    ]
    for one in failed:
        unstable = bool(one.findings) and all(finding.stable is False for finding in one.findings)
        lines += ["", f"# {one_line(one.statement)}"]
        lines += [f"# observed: {one_line(finding.observed, 200)}" for finding in one.findings[:1]]
        lines += [
            "[[waiver]]",
            f'requirement = "{one.id}"',
            f'kind = "{KINDS[unstable]}"  # {KINDS[0]}: fails in every run; {KINDS[1]}: fails in some',
            'reason = ""   # why it is not mended yet',
            'owner = ""    # who answers for this waiver',
            'ticket = ""   # where the mending is tracked',
            'expires = ""  # the last day on which it holds, such as 2027-01-31',
        ]
    return "\n".join(lines) + "\n"


def _records(data: dict[str, Any], lines: Sequence[str], path: Path) -> tuple[WaiverRecord, ...]:
    stray = next((key for key in data if key != "waiver"), None)
    if stray is not None:
        place = _quote(_find(lines, range(len(lines)), stray), lines)
        raise _broken(path, place, "nothing reads this; a waiver file holds [[waiver]] tables only")
    entries = data.get("waiver", [])
    starts = [index for index, line in enumerate(_statements(lines)) if _TABLE.match(line)]
    if not isinstance(entries, list) or len(entries) != len(starts) or not all(isinstance(e, dict) for e in entries):
        place = _quote(_find(lines, range(len(lines)), "waiver"), lines)
        raise _broken(path, place, "write each waiver as a table of its own, under a line [[waiver]]")
    ends = [*starts[1:], len(lines)][: len(starts)]
    records: dict[str, WaiverRecord] = {}
    for entry, start, end in zip(entries, starts, ends, strict=True):
        one = _record(entry, range(start, end), lines, path)
        if one.requirement in records:
            mend = f"line {records[one.requirement].named.number} waives it already; keep one of the two"
            raise _broken(path, one.named, mend)
        records[one.requirement] = one
    return tuple(records.values())


def _record(entry: dict[str, Any], block: range, lines: Sequence[str], path: Path) -> WaiverRecord:
    for key in entry:
        if key not in _MENDS:
            place = _quote(_find(lines, block, key), lines)
            raise _broken(path, place, f"nothing reads this key; a waiver has {', '.join(_MENDS)}")
    values = {**_OPTIONAL, **entry}
    for key, mend in _MENDS.items():
        if key not in values:
            raise _broken(path, _quote(block[0], lines), f"this waiver has no {key}; {mend}")
        values[key] = _value(key, values[key])
        if values[key] is None:
            raise _broken(path, _quote(_find(lines, block, key), lines), mend)
    return WaiverRecord(
        **values,
        file=path.name,
        named=_quote(_find(lines, block, "requirement"), lines),
        dated=_quote(_find(lines, block, "expires"), lines),
    )


def _value(key: str, value: Any) -> str | None:
    """A value as it is kept, or None where it is no value for that key."""
    if key == "expires":
        return _day(value)
    if not isinstance(value, str) or not value.strip():
        return None
    if key == "kind" and value not in KINDS:
        return None
    return value.strip()


def _day(value: Any) -> str | None:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            return None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    return None


# ---- lines of the file ---------------------------------------------------------------------------


def _statements(lines: Sequence[str]) -> list[str]:
    """The lines, those inside texts of several lines and those that are comments left blank."""
    kept, inside = [], None
    for line in lines:
        comment = inside is None and line.lstrip().startswith("#")
        kept.append("" if inside or comment else line)
        for delimiter in [] if comment else re.findall("\"\"\"|'''", line):
            inside = delimiter if inside is None else None if inside == delimiter else inside
    return kept


def _find(lines: Sequence[str], block: range, key: str) -> int:
    """The index of the line that gives a key its value; the first of the block if it cannot be told."""
    statements = _statements(lines)
    for index in block:
        match = _KEY.match(statements[index])
        if match and match[1] == key:
            return index
    return next((index for index in block if key in lines[index]), block[0] if block else 0)


def _quote(index: int, lines: Sequence[str]) -> Quote:
    return Quote(number=index + 1, text=lines[index] if lines else "")


def _broken(path: Path, line: Quote, mend: str) -> ConfigurationError:
    return ConfigurationError(f"{path}, line {line.number}: {one_line(line.text.strip(), 200)}: {mend}")


def _located(error: Exception, text: str) -> str:
    """What the parser said, with the line that it stumbled over."""
    match = re.search(r"at line (\d+)", str(error))
    lines = text.splitlines()
    if match is None or int(match[1]) > len(lines):
        return one_line(str(error))
    return f"{one_line(str(error))}: {one_line(lines[int(match[1]) - 1].strip(), 200)}"
