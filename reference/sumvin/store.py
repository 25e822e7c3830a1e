"""What the reference remembers: sessions, the keys that point to them, accounts, and how far its clock was advanced."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import fields
from operator import attrgetter
from pathlib import Path

from reference.sumvin.model import Account, ClaimKey, Session

_SCHEMA = """
CREATE TABLE IF NOT EXISTS sessions (
    id TEXT PRIMARY KEY, org BLOB NOT NULL, user BLOB NOT NULL, transaction_id TEXT NOT NULL, data TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS sessions_of_user ON sessions (org, user);
CREATE INDEX IF NOT EXISTS sessions_by_transaction ON sessions (transaction_id);
CREATE TABLE IF NOT EXISTS accounts (
    id TEXT PRIMARY KEY, org BLOB NOT NULL, user BLOB NOT NULL, data TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS accounts_of_user ON accounts (org, user);
CREATE TABLE IF NOT EXISTS claims (
    org TEXT NOT NULL, user TEXT NOT NULL, key BLOB NOT NULL,
    session TEXT NOT NULL REFERENCES sessions (id), since INTEGER NOT NULL,
    PRIMARY KEY (org, user, key)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS clock (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), offset REAL NOT NULL);
"""

_VERSION = 2
"""Of the tables above and of what their data hold."""

# astuple() copies deeply, which is slow.
_session_values = attrgetter(*(each.name for each in fields(Session)))
_account_values = attrgetter(*(each.name for each in fields(Account)))


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
        self._db.execute("INSERT INTO sessions VALUES (?, ?, ?, ?, ?)", _session_row(session))

    def newest(self, org: str, user: str, most: int, skip: int = 0) -> list[Session]:
        """Find a user's sessions within an organisation, the newest first."""
        rows = self._db.execute(
            "SELECT data FROM sessions WHERE org = ? AND user = ? ORDER BY rowid DESC LIMIT ? OFFSET ?",
            (_bytes(org), _bytes(user), most, skip),
        )
        return [Session(*json.loads(data)) for (data,) in rows]

    def behind(self, transaction_id: str) -> Session | None:
        """Find the session that a transaction belongs to."""
        query = "SELECT data FROM sessions WHERE transaction_id = ?"
        row = self._db.execute(query, (_text(transaction_id),)).fetchone()
        return None if row is None else Session(*json.loads(row[0]))

    def put(self, account: Account) -> None:
        """Keep an account in place of what it was."""
        self._db.execute("INSERT OR REPLACE INTO accounts VALUES (?, ?, ?, ?)", _account_row(account))

    def seed(self, sessions: Iterable[Session], accounts: Iterable[Account]) -> None:
        """Keep what is not known yet, not even as deleted."""
        self._db.executemany("INSERT OR IGNORE INTO sessions VALUES (?, ?, ?, ?, ?)", map(_session_row, sessions))
        self._db.executemany("INSERT OR IGNORE INTO accounts VALUES (?, ?, ?, ?)", map(_account_row, accounts))

    def account(self, ident: str) -> Account | None:
        """Find an account, whatever has become of it."""
        row = self._db.execute("SELECT data FROM accounts WHERE id = ?", (_text(ident),)).fetchone()
        return None if row is None else Account(*json.loads(row[0]))

    def accounts(self, org: str, user: str) -> list[Account]:
        """Find a user's accounts within an organisation, whatever has become of them, the oldest first."""
        query = "SELECT data FROM accounts WHERE org = ? AND user = ? ORDER BY rowid"
        rows = self._db.execute(query, (_bytes(org), _bytes(user)))
        return [Account(*json.loads(data)) for (data,) in rows]

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
    _migrate(database)
    return database


def _migrate(database: sqlite3.Connection) -> None:
    # A file that an older reference wrote holds other columns; it is a test's state, so there is nothing to save.
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if version not in (0, _VERSION) or (version == 0 and database.execute("SELECT 1 FROM sqlite_master").fetchone()):
        raise sqlite3.DatabaseError("it was written by another version; delete it")
    database.executescript(_SCHEMA)
    database.execute(f"PRAGMA user_version = {_VERSION}")


def _session_row(session: Session) -> tuple[str, bytes, bytes, str, str]:
    org, user = _bytes(session.org), _bytes(session.user)
    return session.id, org, user, session.external_session_id, json.dumps(_session_values(session))


def _account_row(account: Account) -> tuple[str, bytes, bytes, str]:
    return account.id, _bytes(account.org), _bytes(account.user), json.dumps(_account_values(account))


def _row(claim: ClaimKey) -> tuple[bytes, bytes, bytes]:
    org, user, key = map(_bytes, claim)
    return org, user, key


def _text(text: str) -> str:
    # An id in a path is whatever a caller sends, too; what UTF-8 cannot hold is nobody's id.
    return text.encode("utf-8", "replace").decode()


def _bytes(text: str) -> bytes:
    # A key, and even an organisation, is whatever a caller sends, lone surrogates included: SQLite's text takes
    # only what UTF-8 can hold.
    return text.encode("utf-8", "surrogatepass")
