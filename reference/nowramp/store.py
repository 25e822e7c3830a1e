"""What the reference remembers: sessions, customers, and how far its clock was advanced."""

from __future__ import annotations

import json
import sqlite3
import uuid
from dataclasses import fields
from operator import attrgetter
from pathlib import Path

from reference.nowramp.model import Filters, Session

_SCHEMA = """
CREATE TABLE IF NOT EXISTS sessions (
    number INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, project TEXT NOT NULL, status TEXT NOT NULL,
    customer BLOB, external BLOB, due INTEGER, data TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS sessions_by_external ON sessions (project, external);
CREATE INDEX IF NOT EXISTS sessions_by_customer ON sessions (project, customer);
CREATE INDEX IF NOT EXISTS sessions_by_status ON sessions (project, status);
CREATE INDEX IF NOT EXISTS sessions_due ON sessions (due) WHERE due IS NOT NULL;
CREATE TABLE IF NOT EXISTS customers (
    project TEXT NOT NULL, external BLOB NOT NULL, id TEXT NOT NULL, PRIMARY KEY (project, external)
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

    # ---- sessions

    def add(self, session: Session, due: int | None) -> None:
        """Keep a new session; `due` is when time will next do something to it, in epoch milliseconds."""
        self._db.execute(
            "INSERT INTO sessions (id, project, status, customer, external, due, data) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                _bytes(session.id),
                session.project,
                session.status,
                _folded(session.fields.get("customerId")),
                _bytes(session.fields.get("externalCustomerId")),
                due,
                json.dumps(_values(session)),
            ),
        )

    def update(self, session: Session, due: int | None) -> None:
        """Keep what has become of a session."""
        self._db.execute(
            "UPDATE sessions SET status = ?, due = ?, data = ? WHERE id = ?",
            (session.status, due, json.dumps(_values(session)), _bytes(session.id)),
        )

    def session(self, ident: str) -> Session | None:
        """Find a session by its id."""
        row = self._db.execute("SELECT data FROM sessions WHERE id = ?", (_bytes(ident),)).fetchone()
        return None if row is None else _session(row[0])

    def due(self, now: int) -> list[Session]:
        """Find the sessions to which time was to do something by now."""
        rows = self._db.execute("SELECT data FROM sessions WHERE due <= ?", (now,))
        return [_session(data) for (data,) in rows]

    def count(self, project: str | None, filters: Filters) -> int:
        """Count the sessions of a project that pass the filters."""
        where, values = _where(project, filters)
        count: int = self._db.execute(f"SELECT COUNT(*) FROM sessions {where}", values).fetchone()[0]
        return count

    def page(self, project: str | None, filters: Filters, most: int, skipped: int) -> list[Session]:
        """Find the sessions of a project that pass the filters, the newest first."""
        where, values = _where(project, filters)
        rows = self._db.execute(
            f"SELECT data FROM sessions {where} ORDER BY number DESC LIMIT ? OFFSET ?", (*values, most, skipped)
        )
        return [_session(data) for (data,) in rows]

    # ---- customers

    def customer(self, project: str, external: str) -> str:
        """Find the customer that a partner's own id stands for; there is a new one at its first use."""
        key = (project, _bytes(external))
        row = self._db.execute("SELECT id FROM customers WHERE project = ? AND external = ?", key).fetchone()
        if row is not None:
            return str(row[0])
        ident = str(uuid.uuid4())
        self._db.execute("INSERT INTO customers VALUES (?, ?, ?)", (*key, ident))
        return ident

    # ---- the clock

    def clock_offset(self) -> float:
        """Return how many seconds the clock is ahead of real time."""
        row = self._db.execute("SELECT offset FROM clock").fetchone()
        return 0.0 if row is None else float(row[0])

    def keep_clock_offset(self, seconds: float) -> None:
        """Remember how many seconds the clock is ahead, or sessions would come back to life after a restart."""
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


def _where(project: str | None, filters: Filters) -> tuple[str, list[object]]:
    wanted = {
        "project": project,
        "status": filters.status,
        "customer": _folded(filters.customer),
        "external": _bytes(filters.external),
    }
    given = {column: value for column, value in wanted.items() if value is not None}
    terms = " AND ".join(f"{column} = ?" for column in given)
    return (f"WHERE {terms}" if terms else ""), list(given.values())


def _session(data: str) -> Session:
    return Session(*json.loads(data))


def _bytes(text: object) -> bytes | None:
    # An id is whatever a caller sends, lone surrogates included: SQLite's text takes only what UTF-8 can hold.
    return None if text is None else str(text).encode("utf-8", "surrogatepass")


def _folded(uuid_text: object) -> bytes | None:
    # RFC 9562, 4: the hexadecimal digits of a UUID are the same in either case.
    return _bytes(None if uuid_text is None else str(uuid_text).lower())
