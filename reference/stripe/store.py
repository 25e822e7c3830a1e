"""What the reference remembers: sessions, what becomes of them, the keys of creates, and how far its clock is ahead."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from pathlib import Path

from reference.stripe.model import Answer, ClaimKey, Condition, Session

_SCHEMA = """
CREATE TABLE IF NOT EXISTS sessions (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, tenant TEXT NOT NULL, created INTEGER NOT NULL,
    status TEXT NOT NULL, currency TEXT, network TEXT, data TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS sessions_of_tenant ON sessions (tenant, seq);
CREATE TABLE IF NOT EXISTS steps (session TEXT NOT NULL, due REAL NOT NULL, status TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS steps_due ON steps (due);
CREATE TABLE IF NOT EXISTS claims (
    tenant TEXT NOT NULL, key BLOB NOT NULL, fingerprint TEXT NOT NULL,
    status INTEGER NOT NULL, media_type TEXT NOT NULL, body BLOB NOT NULL, since REAL NOT NULL,
    PRIMARY KEY (tenant, key)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS clock (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), offset REAL NOT NULL);
"""

_values = attrgetter(*(each.name for each in fields(Session)))  # astuple() copies deeply, which is slow


@dataclass(frozen=True, slots=True)
class Claimed:
    """What is kept of the call that first used an idempotency key; `since` is in seconds since the epoch."""

    fingerprint: str
    status: int
    media_type: str
    body: bytes
    since: float


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

    def add(self, session: Session) -> None:
        """Keep a session; it is the newest from now on."""
        self._db.execute(
            "INSERT INTO sessions (id, tenant, created, status, currency, network, data) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (session.id, session.tenant, session.created, *_looked_up(session)),
        )

    def replace(self, session: Session) -> None:
        """Keep what has become of a session."""
        self._db.execute(
            "UPDATE sessions SET status = ?, currency = ?, network = ?, data = ? WHERE id = ?",
            (*_looked_up(session), session.id),
        )

    def find(self, ident: str) -> Session | None:
        """Find a session by its id, whoever it belongs to."""
        row = self._db.execute("SELECT data FROM sessions WHERE id = ?", (_text(ident),)).fetchone()
        return None if row is None else _session(row[0])

    def place(self, ident: str) -> int | None:
        """Find out where a session stands: each has a greater number than those before it."""
        row = self._db.execute("SELECT seq FROM sessions WHERE id = ?", (_text(ident),)).fetchone()
        return None if row is None else int(row[0])

    def select(self, conditions: Iterable[Condition], order: str, most: int) -> list[Session]:
        """Find the sessions that meet all conditions, in the given order (of SQL), up to `most`."""
        met = list(conditions)
        where = " AND ".join(text for text, _ in met) or "1"
        values = [value for _, those in met for value in those]
        query = f"SELECT data FROM sessions WHERE {where} ORDER BY {order} LIMIT ?"
        return [_session(data) for (data,) in self._db.execute(query, (*values, most))]

    def is_empty(self, tenant: str) -> bool:
        """Tell whether a tenant has no session yet."""
        return self._db.execute("SELECT 1 FROM sessions WHERE tenant = ? LIMIT 1", (tenant,)).fetchone() is None

    # ---- what becomes of sessions

    def plan(self, ident: str, due: float, status: str) -> None:
        """Note that a session reaches a status at a time."""
        self._db.execute("INSERT INTO steps VALUES (?, ?, ?)", (ident, due, status))

    def due(self, now: float) -> list[tuple[str, str]]:
        """Take away the steps whose time has come, as pairs of id and status, the earliest first."""
        steps = self._db.execute("SELECT session, status FROM steps WHERE due <= ? ORDER BY due", (now,)).fetchall()
        if steps:
            self._db.execute("DELETE FROM steps WHERE due <= ?", (now,))
        return steps

    # ---- idempotency keys

    def claimed(self, claim: ClaimKey) -> Claimed | None:
        """Find what a key stands for."""
        row = self._db.execute(
            "SELECT fingerprint, status, media_type, body, since FROM claims WHERE tenant = ? AND key = ?", _row(claim)
        ).fetchone()
        return None if row is None else Claimed(*row)

    def claim(self, claim: ClaimKey, fingerprint: str, answer: Answer, since: float) -> None:
        """Let a key stand for an answer from now on."""
        self._db.execute(
            "INSERT OR REPLACE INTO claims VALUES (?, ?, ?, ?, ?, ?, ?)",
            (*_row(claim), fingerprint, answer.status, answer.media_type, answer.body, since),
        )

    # ---- the clock

    def clock_offset(self) -> float:
        """Return how many seconds the clock is ahead of real time."""
        row = self._db.execute("SELECT offset FROM clock").fetchone()
        return 0.0 if row is None else float(row[0])

    def keep_clock_offset(self, seconds: float) -> None:
        """Remember how many seconds the clock is ahead, or sessions would come from the future after a restart."""
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


def _looked_up(session: Session) -> Sequence[object]:
    details = session.details
    data = json.dumps(_values(session))
    return session.status, details["destination_currency"], details["destination_network"], data


def _session(data: str) -> Session:
    return Session(*json.loads(data))


def _row(claim: ClaimKey) -> tuple[str, bytes]:
    return claim[0], claim[1].encode("utf-8", "surrogatepass")


def _text(ident: str) -> str:
    # An id comes from a path or a query and may hold anything; SQLite's text takes only what UTF-8 can hold.
    return ident.encode("utf-8", "replace").decode("utf-8")
