"""What the reference remembers: sessions, the keys that point to them, and how far its clock was advanced."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import fields
from operator import attrgetter
from pathlib import Path

from reference.sumvin.model import ClaimKey, Session

_SCHEMA = """
CREATE TABLE IF NOT EXISTS sessions (id TEXT PRIMARY KEY, org BLOB NOT NULL, user BLOB NOT NULL, data TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS sessions_of_user ON sessions (org, user);
CREATE TABLE IF NOT EXISTS claims (
    org TEXT NOT NULL, user TEXT NOT NULL, key BLOB NOT NULL,
    session TEXT NOT NULL REFERENCES sessions (id), since INTEGER NOT NULL,
    PRIMARY KEY (org, user, key)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS clock (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), offset REAL NOT NULL);
"""

_values = attrgetter(*(each.name for each in fields(Session)))  # astuple() copies deeply, which is slow


class Store:
    """A SQLite database, in memory unless a file is given."""

    def __init__(self, path: Path | None = None) -> None:
        """Open the database and make what is missing in it.

        Raises:
            OSError: The file cannot be opened, or it is no database.
        """
        try:
            self._db = _opened(path)
        except sqlite3.Error as error:
            raise OSError(f"cannot keep the state in {path}: {error}") from error

    def add(self, session: Session) -> None:
        """Keep a session."""
        org, user = _bytes(session.org), _bytes(session.user)
        row = (session.id, org, user, json.dumps(_values(session)))
        self._db.execute("INSERT INTO sessions VALUES (?, ?, ?, ?)", row)

    def newest(self, org: str, user: str, most: int) -> list[Session]:
        """Find a user's sessions within an organisation, the newest first."""
        rows = self._db.execute(
            "SELECT data FROM sessions WHERE org = ? AND user = ? ORDER BY rowid DESC LIMIT ?",
            (_bytes(org), _bytes(user), most),
        )
        return [Session(*json.loads(data)) for (data,) in rows]

    def claimed(self, claim: ClaimKey) -> tuple[Session, int] | None:
        """Find the session that a key points to, and since when it does, in epoch milliseconds."""
        row = self._db.execute(
            "SELECT data, since FROM claims JOIN sessions ON id = session "
            "WHERE claims.org = ? AND claims.user = ? AND key = ?",
            _row(claim),
        ).fetchone()
        return None if row is None else (Session(*json.loads(row[0])), row[1])

    def claim(self, claim: ClaimKey, session: Session, since: int) -> None:
        """Let a key point to a session from now on."""
        self._db.execute("INSERT OR REPLACE INTO claims VALUES (?, ?, ?, ?, ?)", (*_row(claim), session.id, since))

    def release(self, claim: ClaimKey) -> None:
        """Forget a key."""
        self._db.execute("DELETE FROM claims WHERE org = ? AND user = ? AND key = ?", _row(claim))

    def clock_offset(self) -> float:
        """Return how many seconds the clock is ahead of real time."""
        row = self._db.execute("SELECT offset FROM clock").fetchone()
        return 0.0 if row is None else float(row[0])

    def keep_clock_offset(self, seconds: float) -> None:
        """Remember how many seconds the clock is ahead, or keys would come back to life after a restart."""
        self._db.execute("INSERT OR REPLACE INTO clock VALUES (1, ?)", (seconds,))


def _opened(path: Path | None) -> sqlite3.Connection:
    # One event loop uses the connection, though not always in the thread that made it.
    where = ":memory:" if path is None else str(path)
    database = sqlite3.connect(where, isolation_level=None, check_same_thread=False)
    if path is not None:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
    database.executescript(_SCHEMA)
    return database


def _row(claim: ClaimKey) -> tuple[bytes, bytes, bytes]:
    org, user, key = map(_bytes, claim)
    return org, user, key


def _bytes(text: str) -> bytes:
    # A key, and even an organisation, is whatever a caller sends, lone surrogates included: SQLite's text takes
    # only what UTF-8 can hold.
    return text.encode("utf-8", "surrogatepass")
