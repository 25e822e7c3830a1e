"""Faults of X-Timestamp-Format.

The documented session has no time field, so those faults that concern the rendering of times show some first.
"""
# ruff: noqa: D102, ARG002 - the docstring of a class tells the story of its methods

from __future__ import annotations

import re
import time

from reference.catalogue import fault
from reference.sumvin.model import Answer, Call, Refusal
from reference.sumvin.problems import INVALID_REQUEST
from reference.sumvin.rules import Rules
from reference.sumvin.variants import TimesEverywhere, TimesInSession

# ---- the default


@fault("SUMVIN-TIMESTAMP-DEFAULT")
class SecondsByDefault(TimesInSession):
    """The database keeps Unix seconds and nobody multiplied."""

    def epoch(self, milliseconds: int) -> object:
        return milliseconds // 1000


@fault("SUMVIN-TIMESTAMP-DEFAULT")
class FractionsByDefault(TimesInSession):
    """Times are floats of seconds, as Python's time.time() gives them, times a thousand."""

    def epoch(self, milliseconds: int) -> object:
        return milliseconds + 0.25


@fault("SUMVIN-TIMESTAMP-DEFAULT")
class MillisecondsAsStrings(TimesInSession):
    """Large integers are sent as strings, to be kind to JavaScript."""

    def epoch(self, milliseconds: int) -> object:
        return str(milliseconds)


@fault("SUMVIN-TIMESTAMP-DEFAULT")
class IsoByDefault(TimesInSession):
    """The provider's ISO strings are passed through whatever the header says."""

    def epoch(self, milliseconds: int) -> object:
        return self.iso(milliseconds)


@fault("SUMVIN-TIMESTAMP-DEFAULT")
class OnlyAtFieldsByDefault(TimesEverywhere):
    """The renderer knows the suffix `_at` and not the three literal names, which come out as ISO strings."""

    def member(self, name: str, value: object, iso: bool) -> object:
        if isinstance(value, int) and name in ("timestamp", "period_start", "period_end"):
            return self.iso(value)
        return super().member(name, value, iso)


# ---- iso8601


@fault("SUMVIN-TIMESTAMP-ISO8601")
class IsoWithFraction(TimesInSession):
    """The language's own ISO formatter is used, and it writes milliseconds."""

    def iso(self, milliseconds: int) -> object:
        return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(milliseconds // 1000))}.{milliseconds % 1000:03d}Z"


@fault("SUMVIN-TIMESTAMP-ISO8601")
class IsoWithOffset(TimesInSession):
    """UTC is written as +00:00, as Python's isoformat() does."""

    def iso(self, milliseconds: int) -> object:
        return str(super().iso(milliseconds)).replace("Z", "+00:00")


@fault("SUMVIN-TIMESTAMP-ISO8601")
class IsoWithSpace(TimesInSession):
    """The date and the time come as the database prints them, with a space between."""

    def iso(self, milliseconds: int) -> object:
        return str(super().iso(milliseconds)).replace("T", " ").rstrip("Z")


@fault("SUMVIN-TIMESTAMP-ISO8601")
class LocalTimeAsUtc(TimesInSession):
    """The server's local time, two hours ahead, is written with a Z."""

    def iso(self, milliseconds: int) -> object:
        return super().iso(milliseconds + 2 * 3_600_000)


@fault("SUMVIN-TIMESTAMP-ISO8601")
class HeaderIgnored(TimesInSession):
    """The header was documented before it was built; every answer is in milliseconds."""

    def wants_iso(self, header: str | None) -> bool:
        return False


@fault("SUMVIN-TIMESTAMP-ISO8601")
class NestedTimesMissed(TimesEverywhere):
    """The renderer looks at the first two levels and does not descend any further."""

    def member(self, name: str, value: object, iso: bool) -> object:
        return super().member(name, value, iso and name not in ("history", "validity"))


@fault("SUMVIN-TIMESTAMP-ISO8601")
class TimesInArraysMissed(TimesEverywhere):
    """The renderer walks through objects only; what stands in an array stays as it is."""

    def with_times(self, value: object, iso: bool) -> object:
        return super().with_times(value, iso and not isinstance(value, list))


@fault("SUMVIN-TIMESTAMP-ISO8601")
class LiteralNamesMissed(TimesEverywhere):
    """The renderer goes by the suffix `_at`, and the three literal names are not in its rule."""

    def is_time_field(self, name: str) -> bool:
        return name.endswith("_at")


# ---- any other value


@fault("SUMVIN-TIMESTAMP-UNRECOGNISED")
class IsoInAnyCase(TimesInSession):
    """The value is lower-cased before it is compared, so ISO8601 counts too."""

    def wants_iso(self, header: str | None) -> bool:
        return (header or "").lower() == "iso8601"


@fault("SUMVIN-TIMESTAMP-UNRECOGNISED")
class AnyValueMeansIso(TimesInSession):
    """Only the presence of the header is looked at."""

    def wants_iso(self, header: str | None) -> bool:
        return header is not None


@fault("SUMVIN-TIMESTAMP-UNRECOGNISED")
class IsoWithHyphen(TimesInSession):
    """The value is compared without punctuation, since the standard is written ISO 8601 and iso-8601 as well."""

    def wants_iso(self, header: str | None) -> bool:
        return re.sub(r"[^a-z0-9]", "", header or "") == "iso8601"


@fault("SUMVIN-TIMESTAMP-UNRECOGNISED")
class IsoByPrefix(TimesInSession):
    """The value is compared with startswith."""

    def wants_iso(self, header: str | None) -> bool:
        return (header or "").startswith("iso")


@fault("SUMVIN-TIMESTAMP-UNRECOGNISED")
class UnknownValueDropsTheTimes(TimesInSession):
    """A formatter is looked up by the value; where there is none, the field becomes null."""

    _unknown = False

    def rendered(self, value: object, call: Call) -> object:
        self._unknown = call.headers.get("x-timestamp-format", "iso8601") != "iso8601"
        return super().rendered(value, call)

    def epoch(self, milliseconds: int) -> object:
        return None if self._unknown else milliseconds


# ---- never rejected


@fault("SUMVIN-TIMESTAMP-NEVER-REJECTED")
class UnknownFormatRefused(Rules):
    """The header was declared as an enumeration after all, so validation refuses every other value."""

    async def open_session(self, call: Call) -> Answer:
        if call.headers.get("x-timestamp-format", "iso8601") not in ("iso8601", "epoch_ms"):
            raise Refusal(400, INVALID_REQUEST, "X-Timestamp-Format: is not one of iso8601, epoch_ms")
        return await super().open_session(call)


@fault("SUMVIN-TIMESTAMP-NEVER-REJECTED")
class UnknownFormatCrashes(Rules):
    """The formatter is looked up in a dictionary, by whatever the header says."""

    async def open_session(self, call: Call) -> Answer:
        {"iso8601": True, "": False, "epoch": False}[call.headers.get("x-timestamp-format", "")]
        return await super().open_session(call)


@fault("SUMVIN-TIMESTAMP-NEVER-REJECTED")
class FormatInAnotherCaseRefused(Rules):
    """A helpful check refuses ISO8601 in another case, lest the partner wonder why it has no effect."""

    async def open_session(self, call: Call) -> Answer:
        asked = call.headers.get("x-timestamp-format", "")
        if asked != "iso8601" and asked.lower() == "iso8601":
            raise Refusal(422, INVALID_REQUEST, "X-Timestamp-Format: did you mean iso8601?")
        return await super().open_session(call)


# ---- everything else


@fault("SUMVIN-TIMESTAMP-OTHERS-UNCHANGED")
class HeaderReachesTheWidget(Rules):
    """The header is passed on to the widget as a parameter of its URL."""

    def rendered(self, value: object, call: Call) -> object:
        value = super().rendered(value, call)
        asked = call.headers.get("x-timestamp-format")
        if asked is not None and isinstance(value, dict) and isinstance(value.get("session"), dict):
            session = value["session"]
            session["widget_url"] = f"{session['widget_url']}&time_format={asked[:20]}"
        return value


@fault("SUMVIN-TIMESTAMP-OTHERS-UNCHANGED")
class IsoSerializerDropsOptionalFields(Rules):
    """The second serialiser, written for ISO times, was generated from an older schema without the optional fields."""

    def rendered(self, value: object, call: Call) -> object:
        value = super().rendered(value, call)
        iso = self.wants_iso(call.headers.get("x-timestamp-format"))
        if iso and isinstance(value, dict) and isinstance(value.get("session"), dict):
            value["session"].pop("external_session_id", None)
            value["session"].pop("service_provider_widget_url", None)
        return value


@fault("SUMVIN-TIMESTAMP-OTHERS-UNCHANGED")
class EveryLargeNumberIsATime(TimesEverywhere):
    """The renderer goes by the look of the values: an integer of thirteen digits becomes a date."""

    def member(self, name: str, value: object, iso: bool) -> object:
        if iso and isinstance(value, int) and 10**12 <= value < 10**13:
            return self.iso(value)
        return super().member(name, value, iso)


@fault("SUMVIN-TIMESTAMP-OTHERS-UNCHANGED")
class IsoShortensTheId(Rules):
    """The serialiser for ISO times strips the prefix of ids, as the old API did."""

    def rendered(self, value: object, call: Call) -> object:
        value = super().rendered(value, call)
        iso = self.wants_iso(call.headers.get("x-timestamp-format"))
        if iso and isinstance(value, dict) and isinstance(value.get("session"), dict):
            value["session"]["id"] = str(value["session"]["id"]).removeprefix("rses_")
        return value
