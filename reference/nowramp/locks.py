"""Which fields of a session are locked, and what that means for the order and the confirmation.

Source: nowramp-sessions.txt, "Field Locks". A field that the session was created with is locked, unless `fieldLocks`
says otherwise. A lock without a value holds nothing. The amount's lock may have a range instead of one value. A
changed value is refused here; ignoring it would do as well.
"""
# ruff: noqa: ARG002 - a rule gets what an override of it may need

from __future__ import annotations

from decimal import Decimal

from reference.nowramp.body import Body
from reference.nowramp.catalog import LOCKABLE
from reference.nowramp.creation import plain
from reference.nowramp.model import Document, Lock, Session


class Locks(Body):
    """How fields are locked and held."""

    # ---- at creation

    def locks(self, fields: Document, document: Document) -> dict[str, Lock]:
        """Return the locks of a new session: the automatic ones, overridden by the explicit ones."""
        explicit = self.explicit_locks(fields, document)
        found: dict[str, Lock] = {}
        for name in LOCKABLE:
            if name in explicit:
                found[name] = explicit[name]
            elif self.locks_itself(name, fields, explicit):
                found[name] = {"locked": True}
        return found

    def locks_itself(self, name: str, fields: Document, explicit: dict[str, Lock]) -> bool:
        """Tell whether a field is locked without being asked: if it was provided."""
        return name in fields

    def explicit_locks(self, fields: Document, document: Document) -> dict[str, Lock]:
        """Read `fieldLocks`; names of fields that cannot be locked are ignored."""
        value = document.get("fieldLocks")
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise self.invalid("fieldLocks", "must be an object")
        return {name: self.explicit_lock(name, value[name], fields) for name in LOCKABLE if value.get(name) is not None}

    def explicit_lock(self, name: str, value: object, fields: Document) -> Lock:
        """Read the lock of one field."""
        where = f"fieldLocks.{name}"
        if not isinstance(value, dict):
            raise self.invalid(where, "must be an object")
        if not isinstance(value.get("locked"), bool):
            raise self.invalid(f"{where}.locked", "must be true or false")
        lock: Lock = {"locked": value["locked"]}
        if name == "sourceAmount":
            lock |= self.range(value, where)
            self.check_own_amount(lock, fields)
        return lock

    def range(self, value: Document, where: str) -> Lock:
        """Read the range of an amount's lock; it is kept as it was sent."""
        ends = {end: value[end] for end in ("min", "max") if value.get(end) is not None}
        read = {end: self.number(sent, f"{where}.{end}") for end, sent in ends.items()}
        if "min" in read and "max" in read and read["min"] > read["max"]:
            raise self.invalid(where, "must not have a min above its max")
        return {end: plain(sent) for end, sent in ends.items()}

    def check_own_amount(self, lock: Lock, fields: Document) -> None:
        """Refuse a session whose own amount lies outside of its range."""
        amount = fields.get("sourceAmount")
        if lock["locked"] and amount is not None and not self.in_range(lock, Decimal(str(amount))):
            raise self.invalid("sourceAmount", "is outside of the range of its lock")

    # ---- afterwards

    def held(self, session: Session, name: str, sent: str, sent_as: str) -> str:
        """Return what counts for a field when `sent` was sent for it, under the name `sent_as`."""
        lock = session.locks.get(name)
        if lock is None or not self.is_locked(lock):
            return sent
        if name == "sourceAmount" and ("min" in lock or "max" in lock):
            return self.held_in_range(lock, sent, sent_as)
        own = session.fields.get(name)
        if own is None:
            return sent
        return str(own) if self.same(name, str(own), sent) else self.changed(str(own), sent, sent_as)

    def is_locked(self, lock: Lock) -> bool:
        """Tell a lock from a field that was unlocked on purpose."""
        return bool(lock["locked"])

    def same(self, name: str, own: str, sent: str) -> bool:
        """Compare a value with the locked one: amounts as numbers, everything else to the letter."""
        return Decimal(own) == Decimal(sent) if name == "sourceAmount" else own == sent

    def changed(self, own: str, sent: str, sent_as: str) -> str:
        """Deal with another value for a locked field."""
        raise self.invalid(sent_as, f"is locked by the session to {own}")

    def held_in_range(self, lock: Lock, sent: str, sent_as: str) -> str:
        """Keep an amount within the range of its lock."""
        if not self.in_range(lock, Decimal(sent)):
            raise self.invalid(sent_as, self.range_told(lock))
        return sent

    def in_range(self, lock: Lock, amount: Decimal) -> bool:
        """Tell whether an amount lies in a range; its ends belong to it."""
        return self.above_min(lock, amount) and self.below_max(lock, amount)

    def above_min(self, lock: Lock, amount: Decimal) -> bool:
        """Tell whether an amount reaches the lower end."""
        return "min" not in lock or amount >= Decimal(str(lock["min"]))

    def below_max(self, lock: Lock, amount: Decimal) -> bool:
        """Tell whether an amount stays within the upper end."""
        return "max" not in lock or amount <= Decimal(str(lock["max"]))

    def range_told(self, lock: Lock) -> str:
        """Say what the range is."""
        ends = [f"{word} {lock[end]}" for end, word in (("min", "at least"), ("max", "at most")) if end in lock]
        return f"must be {' and '.join(ends)}"
