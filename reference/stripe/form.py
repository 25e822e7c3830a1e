"""From form-encoded text to parameters, and the reading of each kind of parameter.

Source: Stripe's platform conventions: `application/x-www-form-urlencoded` with brackets for what is nested
(`list[]=x`, `list[0]=x`, `hash[name]=x`), in bodies and in queries alike. Refusals name the parameter the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import parse_qsl

from reference.stripe.errors import EMPTY, INVALID_INTEGER, UNKNOWN, Errors
from reference.stripe.model import Call, Params, Refusal, Value

CREATE_PARAMS: Final = frozenset(
    [
        "customer_ip_address",
        "destination_amount",
        "destination_currencies",
        "destination_currency",
        "destination_network",
        "destination_networks",
        "kyc_details",
        "lock_wallet_address",
        "metadata",
        "source_amount",
        "source_currency",
        "wallet_addresses",
    ]
)
LIST_PARAMS: Final = frozenset(
    ["created", "destination_currency", "destination_network", "ending_before", "limit", "starting_after", "status"]
)
MOST_FIELDS = 1000
DEEPEST = 8

_NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
_INNER = re.compile(r"\[([^\[\]]*)\]")
_INDEX = re.compile(r"[0-9]{1,9}")
_INTEGER = re.compile(r"-?[0-9]{1,18}")


class Form(Errors):
    """What parameters are, before any of them means anything."""

    # ---- the whole

    def form(self, call: Call) -> Params:
        """Read the body of a create."""
        self.check_media_type(call)
        return self.nested(self.pairs(call.body.decode("latin-1")))

    def query(self, call: Call) -> Params:
        """Read the query of a list."""
        return self.nested(self.pairs(call.query))

    def check_media_type(self, call: Call) -> None:
        """Refuse a body that says it is something else than a form; one that says nothing is tried."""
        media_type = call.headers.get("content-type", "").partition(";")[0].strip().lower()
        if call.body and media_type not in ("", "application/x-www-form-urlencoded"):
            raise self.malformed(
                "Invalid request (check that your POST content type is application/x-www-form-urlencoded)."
            )

    def pairs(self, text: str) -> list[tuple[str, str]]:
        """Decode names and values, percent signs and UTF-8 included."""
        try:
            # Bytes that were sent as they are, without percent signs, are UTF-8 as well.
            text = text.encode("latin-1").decode("utf-8")
            return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
        except ValueError:
            raise self.malformed(
                "Invalid request: the parameters are no form, are too many, or are not UTF-8."
            ) from None

    def nested(self, pairs: Iterable[tuple[str, str]]) -> Params:
        """Put together what brackets have taken apart."""
        params: Params = {}
        for name, value in pairs:
            parts = _NAME.fullmatch(name)
            if parts is None:
                params[name] = value  # a name like any other, and nobody knows it
                continue
            self.place(params, name, [parts[1], *_INNER.findall(parts[2])], value)
        return params

    def place(self, params: Params, name: str, path: Sequence[str], value: str) -> None:
        """Put one value where its brackets say; of two values for one place the last counts."""
        if len(path) > DEEPEST:
            raise self.invalid(path[0], f"Invalid parameter {path[0]}: nested too deeply")
        here: Value = params
        for step, after in zip(path, [*path[1:], None], strict=True):
            inner: Value = value if after is None else [] if after == "" else {}
            if isinstance(here, list) and step == "":
                here.append(inner)
                here = inner
            elif isinstance(here, dict) and step != "":
                if after is None or step not in here:
                    here[step] = inner
                here = here[step]
            else:
                raise self.invalid(path[0], f"Invalid parameter {name}: it is given in two shapes")

    def check_names(self, params: Params, known: frozenset[str]) -> None:
        """Refuse a parameter that is not documented."""
        for name in params:
            if name not in known:
                raise self.unknown(name)

    def unknown(self, name: str) -> Refusal:
        """Refuse a name, with what it may be a misspelling of left to the reader."""
        return self.invalid(name[:100], f"Received unknown parameter: {name[:100]}", UNKNOWN)

    # ---- one parameter

    def text(self, params: Params, name: str) -> str | None:
        """Take text that may be left out."""
        return None if name not in params else self.nonempty(self.scalar(params[name], name), name)

    def scalar(self, value: Value, param: str) -> str:
        """Take text, and nothing with brackets."""
        if not isinstance(value, str):
            raise self.invalid(param, f"Invalid string: {param} must not have brackets")
        return value

    def nonempty(self, value: str, param: str) -> str | None:
        """Refuse the empty text: Stripe reads it as "unset", and a create has nothing to unset."""
        if value == "":
            raise self.invalid(
                param,
                f"You passed an empty string for '{param}'. We assume empty values are an attempt to unset a "
                f"parameter; however '{param}' cannot be unset. You should remove '{param}' from your request or "
                "supply a non-empty value.",
                EMPTY,
            )
        return value

    def member(self, value: str, param: str, members: Sequence[str]) -> str:
        """Take one of the listed values, spelt as listed."""
        if value not in members:
            raise self.invalid(param, f"Invalid {param}: must be one of {', '.join(members[:-1])}, or {members[-1]}")
        return value

    def array(self, params: Params, name: str) -> list[str] | None:
        """Take a list of texts that may be left out, whichever way its brackets are written."""
        if name not in params:
            return None
        value = params[name]
        if value == "":
            return self.empty_array(name)
        if isinstance(value, dict) and all(_INDEX.fullmatch(index) for index in value):
            value = [value[index] for index in sorted(value, key=int)]
        if not isinstance(value, list):
            raise self.invalid(name, f"Invalid array: {name} must be sent as {name}[]")
        return [self.scalar(each, f"{name}[{index}]") for index, each in enumerate(value)]

    def empty_array(self, name: str) -> list[str] | None:
        """Deal with a list that is set to nothing."""
        raise self.invalid(name, f"Invalid {name}: must be a non-empty array", EMPTY)

    def hash(self, params: Params, name: str) -> Params | None:
        """Take a hash that may be left out; set to nothing, it is empty."""
        if name not in params:
            return None
        value = params[name]
        if value == "":
            return {}
        if not isinstance(value, dict):
            raise self.invalid(name, f"Invalid object: {name} must be sent as {name}[key]")
        return value

    def boolean(self, params: Params, name: str) -> bool | None:
        """Take true or false, spelt so."""
        value = self.text(params, name)
        if value not in (None, "true", "false"):
            raise self.invalid(name, f"Invalid boolean: {name} must be either true or false")
        return None if value is None else value == "true"

    def integer(self, value: str, param: str) -> int:
        """Take a whole number."""
        if not _INTEGER.fullmatch(value):
            raise self.invalid(param, f"Invalid integer: {value[:40]}", INVALID_INTEGER)
        return int(value)
