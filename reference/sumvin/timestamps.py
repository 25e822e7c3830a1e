"""How times are written in an answer.

Source: sumvin-open-session.txt, "Headers", X-Timestamp-Format: fields whose name ends in `_at` and the literal names
`timestamp`, `period_start`, `period_end`, at any depth; epoch milliseconds by default, YYYY-MM-DDTHH:MM:SSZ for
exactly `iso8601`; everything else is passed through.
"""

from __future__ import annotations

import time

from reference.sumvin.model import Call

TIME_FIELDS = frozenset({"timestamp", "period_start", "period_end"})


class Timestamps:
    """The one renderer that every JSON body goes through. Inside, times are epoch milliseconds."""

    def rendered(self, value: object, call: Call) -> object:
        """Render the times of a body as the call asks."""
        return self.with_times(value, self.wants_iso(call.headers.get("x-timestamp-format")))

    def wants_iso(self, header: str | None) -> bool:
        """Recognise `iso8601`, and only that."""
        return header == "iso8601"

    def with_times(self, value: object, iso: bool) -> object:
        """Walk through objects and arrays."""
        if isinstance(value, dict):
            return {name: self.member(name, inner, iso) for name, inner in value.items()}
        if isinstance(value, list):
            return [self.with_times(inner, iso) for inner in value]
        return value

    def member(self, name: str, value: object, iso: bool) -> object:
        """Render one member: a time if its name says so, else whatever it holds."""
        if isinstance(value, int) and self.is_time_field(name):
            return self.iso(value) if iso else self.epoch(value)
        return self.with_times(value, iso)

    def is_time_field(self, name: str) -> bool:
        """Tell time fields by their names."""
        return name.endswith("_at") or name in TIME_FIELDS

    def epoch(self, milliseconds: int) -> object:
        """Write a time as epoch milliseconds."""
        return milliseconds

    def iso(self, milliseconds: int) -> object:
        """Write a time as UTC ISO 8601 in whole seconds."""
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(milliseconds // 1000))
