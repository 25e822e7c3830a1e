"""Secrets by reference: `env:NAME`, `file:PATH` and `cmd:COMMAND`, alone or after a scheme word.

A header of a target file reads `"env:ALICE_JWT"` or `"Bearer cmd:vault read -field=jwt alice"`; the secret itself
need never stand in a file that somebody commits. A literal value is taken as it is, and is redacted like any other.
"""

import os
import re
import shlex
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from conformance.errors import ConfigurationError
from conformance.files import read_text

_REFERENCE = re.compile(r"(?:(?P<scheme>[A-Za-z][A-Za-z0-9_-]*) )?(?P<kind>env|file|cmd):(?P<rest>.*)", re.DOTALL)
_SCHEME = re.compile(r"(?P<scheme>Bearer|Basic|Token|ApiKey) (?P<rest>.+)", re.IGNORECASE | re.DOTALL)
_COMMAND_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Credential:
    """One header value of an actor, resolved.

    Attributes:
        value: what is sent.
        secret: the part of the value that must never be shown.
        variable: the shell variable that stands for the secret in a curl line.
        refreshable: the reference may yield another value later (`cmd:` and `file:`).
    """

    value: str = field(repr=False)
    secret: str = field(repr=False)
    variable: str
    refreshable: bool = False


def resolve(text: str, *, table: str, header: str, folder: Path) -> Credential:
    """Resolve one header value.

    Args:
        text: as written in the target file.
        table: the table of the target file, such as `actors.alice`, for messages and for the variable's name.
        header: the header's name, likewise.
        folder: where the target file lies; relative `file:` paths start there.

    Raises:
        ConfigurationError: the reference cannot be resolved, or the value cannot be sent in a header.
    """
    place = f"[{table}.headers] {header}"
    variable = re.sub(r"\W+", "_", f"{table.rpartition('.')[2]}_{header}").upper()
    match = _REFERENCE.fullmatch(text)
    if match is None:
        literal = _SCHEME.fullmatch(text)
        return Credential(_sendable(text, place), literal["rest"] if literal else text, variable)
    kind, rest = match["kind"], match["rest"].strip()
    secret = _sendable(_read(match, place, folder), place)
    value = f"{match['scheme']} {secret}" if match["scheme"] else secret
    return Credential(value, secret, rest if kind == "env" else variable, refreshable=kind != "env")


def referenced(text: str, *, place: str, folder: Path) -> str | None:
    """What a reference yields, or None if the text is none.

    Args:
        text: as written in the target file.
        place: where it stands there, for messages.
        folder: where the target file lies; relative `file:` paths start there.

    Raises:
        ConfigurationError: the reference cannot be resolved.
    """
    match = _REFERENCE.fullmatch(text)
    return None if match is None or match["scheme"] else _read(match, place, folder)


def _read(reference: re.Match[str], place: str, folder: Path) -> str:
    kind, rest = reference["kind"], reference["rest"].strip()
    if not rest:
        raise ConfigurationError(f"{place}: nothing stands behind {kind}:; write what the secret is read from")
    return _READERS[kind](rest, place, folder)


def _from_environment(name: str, place: str, _folder: Path) -> str:
    try:
        return os.environ[name].strip()
    except KeyError:
        raise ConfigurationError(f"{place}: the environment variable {name} is not set; export it first") from None


def _from_file(path: str, place: str, folder: Path) -> str:
    file = folder / path
    try:
        file = folder / Path(path).expanduser()
        return read_text(file).strip()
    except (OSError, RuntimeError, ValueError) as error:
        unreadable = "it is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else "it is no path"
        reason = (error.strerror if isinstance(error, OSError) else None) or unreadable
        raise ConfigurationError(f"{place}: cannot read the secret from {file} ({reason})") from None


def _from_command(command: str, place: str, folder: Path) -> str:
    try:
        done = subprocess.run(
            shlex.split(command), cwd=folder, capture_output=True, text=True, timeout=_COMMAND_SECONDS, check=False
        )
    except (OSError, ValueError, IndexError, subprocess.TimeoutExpired) as error:
        # What it printed stays unsaid here too: a message about bytes that are no UTF-8 shows some of them.
        known = {subprocess.TimeoutExpired: "it took too long", UnicodeDecodeError: "it printed no UTF-8 text"}
        reason = known.get(type(error)) or (error.strerror if isinstance(error, OSError) else "it is no command line")
        raise ConfigurationError(f"{place}: the command behind cmd: could not be run ({reason})") from None
    if done.returncode:
        # What the command printed stays unsaid: it may be the secret.
        raise ConfigurationError(f"{place}: the command behind cmd: ended with exit code {done.returncode}")
    return done.stdout.strip()


_READERS = {"env": _from_environment, "file": _from_file, "cmd": _from_command}


def _sendable(value: str, place: str) -> str:
    if not value:
        raise ConfigurationError(f"{place}: the value is empty; put the credential there")
    if any(character < " " or character == "\x7f" for character in value):
        raise ConfigurationError(f"{place}: the value holds a control character or a line break; remove it")
    if not value.isascii():
        raise ConfigurationError(f"{place}: the value holds a character outside ASCII, which no header can carry")
    return value
