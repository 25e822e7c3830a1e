"""Exchanges turned into evidence: redacted by value, bounded in size, with a curl line that sends them again."""

import base64
import json
import re
import shlex
from collections.abc import Iterable, Mapping
from typing import Any

from conformance.api import Api
from conformance.exchange import Exchange
from conformance.redaction import SHORTEST_LEARNED, Redactor
from conformance.secret_forms import logins
from conformance.target import Target
from reports.journal import ExchangeRecord

SHOWN_CHARACTERS = 20_000
"""A body is kept up to this many characters; of a longer one, the beginning."""

_READ_CHARACTERS = 4 * SHOWN_CHARACTERS
"""Of a long text, so much is looked at: names of secrets are shorter than the secrets."""

_LONGEST_ESCAPE = 6
"""Characters of `\\u0041`, which may stand for one."""

BRIEF_CHARACTERS = 1000
"""A sentence about an exchange is kept up to this many characters."""

ALTERED = "altered credential"
"""What stands for a credential that no target file holds."""

_CURL_SKIPS = frozenset({"accept-encoding", "x-conformance-run", "x-conformance-check"})


class Scribe:
    """Writes exchanges down without the secrets of one target."""

    def __init__(self, api: Api, target: Target, redactor: Redactor) -> None:
        self._api = api
        self._target = target
        self._redactor = redactor
        self._variables: dict[str, str] = {}
        # Masked whatever their length: a learned value can be too short to be replaced wherever it stands. By
        # pattern, since a body may be no JSON, or be nested too deeply to be walked through.
        names = "|".join(map(re.escape, sorted(api.secret_fields)))
        self._secret_members = re.compile(
            rf'("(?:{names})"\s*:\s*)(?:"((?:[^"\\]|\\.)*)(?:"|\Z)|(-?[0-9][^,\]}}\s]*))', re.DOTALL
        )
        self.protect()

    def protect(self) -> None:
        """Take in the target's secrets, also anew after a refresh."""
        for role, actor in self._target.actors.items():
            for name, credential in actor.credentials.items():
                if name.lower() in self._api.public_headers and not credential.refreshable:
                    continue
                pseudonym = self._redactor.protect(credential.secret, f"{role}.{name.lower()}")
                self._variables.setdefault(pseudonym, f"${{{credential.variable}}}")
                self._protect_login(credential.value, f"{role}.{name.lower()}")
        for name, secret in self._target.secrets.items():
            self._redactor.protect(secret, name)

    def _protect_login(self, value: str, name: str) -> None:
        """In HTTP Basic, what stands behind the encoding is the secret."""
        for part, kind in logins(value).items():
            self._redactor.protect(part, f"{name}:{kind}")

    def learn(self, exchanges: Iterable[Exchange]) -> None:
        """Take in the secrets that answers show, before anything of them is written."""
        for exchange in exchanges:
            for kind, secret in self._api.learn(exchange):
                self._redactor.learn(secret, kind)
            if exchange.response.parsed[1] is not None:
                self._learn_by_pattern(exchange.response.body)
            self._learn_credentials(exchange)

    def _learn_by_pattern(self, body: bytes) -> None:
        """A body that is no JSON, or not all of it, still has its secrets beside their names."""
        for name, text, _ in self._secret_members.findall(body.decode("utf-8", "replace")):
            if len(text) >= SHORTEST_LEARNED:
                self._redactor.learn(text, name.split('"')[1])

    def _learn_credentials(self, exchange: Exchange) -> None:
        """A credential that a check made up (badly signed, say) still holds most of a real one."""
        for name, value in exchange.request.headers:
            secret = value.rpartition(" ")[2]
            secret_header = name in exchange.secret_headers and name not in self._api.public_headers
            if secret_header and len(secret) >= SHORTEST_LEARNED:
                self._redactor.protect(secret, ALTERED)
                self._protect_login(value, ALTERED)

    def write(self, exchanges: Iterable[Exchange], decisive: Iterable[int] = ()) -> tuple[ExchangeRecord, ...]:
        """Records of exchanges; `decisive` are the numbers of those that an observation rests on."""
        marked = frozenset(decisive)
        return tuple(self._record(exchange, exchange.number in marked) for exchange in exchanges)

    def text(self, text: str) -> str:
        """Any text without secrets."""
        return self._redactor.text(text)

    def brief(self, text: str) -> str:
        """A text without secrets, then cut: in the other order a secret could be cut in two and not be known again."""
        redacted = self._secret_members.sub(_masked, self._beginning(text))
        return redacted if len(redacted) <= BRIEF_CHARACTERS else f"{redacted[:BRIEF_CHARACTERS]}…"

    def value(self, value: Any) -> Any:
        """Any JSON value without secrets."""
        return self._redactor.value(value)

    def case(self, case: Mapping[str, Any]) -> Any:
        """A case's values as redacted JSON."""
        from conformance.cases import canonical  # noqa: PLC0415 (Hypothesis is heavy, and not every command draws)

        return _shortened(self.value(json.loads(canonical(case))))

    def _record(self, exchange: Exchange, decisive: bool) -> ExchangeRecord:
        request, response = exchange.request, exchange.response
        return ExchangeRecord(
            number=exchange.number,
            decisive=decisive,
            operation=exchange.operation,
            actor=exchange.actor,
            zone=exchange.zone.value,
            method=request.method,
            url=self._redactor.text(self._target.base_url + request.path),
            request_headers=self._headers(request.headers, exchange.secret_headers),
            request_body=None if request.body is None else self._body(request.body),
            status=response.status,
            response_headers=self._headers(response.headers, frozenset()),
            response_body=self._body(response.body, response.size),
            seconds=round(exchange.seconds, 6),
            retries=exchange.retries,
            curl=self._curl(exchange),
        )

    def _headers(self, headers: Iterable[tuple[str, str]], secret: frozenset[str]) -> tuple[tuple[str, str], ...]:
        return tuple((self._redactor.text(name), self._header(name, value, secret)) for name, value in headers)

    def _header(self, name: str, value: str, secret: frozenset[str]) -> str:
        shown = self._redactor.text(value)
        if name in secret and name not in self._api.public_headers and "‹" not in shown:
            return f"‹{ALTERED}›"
        return shown

    def _body(self, body: bytes, size: int | None = None) -> str:
        text = self._beginning(body[: _READ_CHARACTERS + 1].decode("utf-8", "replace"))
        shown = self._secret_members.sub(_masked, text)
        if size is None and len(shown) <= SHOWN_CHARACTERS:
            return shown
        return f"{shown[:SHOWN_CHARACTERS]}… ({size or len(body)} bytes in all)"

    def _beginning(self, text: str) -> str:
        """As much of a text without secrets as can be shown; a longer one costs no more than that."""
        if len(text) <= _READ_CHARACTERS:
            return self._redactor.text(text)
        # A secret that is cut in two, perhaps with each of its characters escaped, is not known again: it goes as well.
        return self._redactor.text(text[:_READ_CHARACTERS])[: -_LONGEST_ESCAPE * self._redactor.longest - 1]

    def _curl(self, exchange: Exchange) -> str:
        request = exchange.request
        parts = ["curl", "-sS", "-i"]
        if request.method != "GET":
            parts += ["-X", request.method]
        # Left alone, curl takes brackets for patterns, and goes the way of dots itself.
        parts += ["-g"] if set("[]{}") & set(request.path) else []
        parts += ["--path-as-is"] if "/." in request.path else []
        parts.append(self._quoted(self._redactor.text(self._target.base_url + request.path)))
        for name, value in request.headers:
            if name not in _CURL_SKIPS:
                shown = self._header(name, value, exchange.secret_headers)
                parts += ["-H", self._quoted(f"{name}: {shown}" if value else f"{name};")]
        if request.body is None:
            return " ".join(parts)
        if not any(name == "content-type" for name, _ in request.headers):
            parts += ["-H", "content-type:"]  # or curl makes one up
        return self._with_body(request.body, parts)

    def _with_body(self, body: bytes, parts: list[str]) -> str:
        if len(body) > SHOWN_CHARACTERS:
            return " ".join([*parts, "--data-binary", f"@-  # a body of {len(body)} bytes, too long to show"])
        text = body.decode("utf-8", "replace")
        redacted = self._redactor.text(text)
        if text.isprintable() and text.encode() == body:
            return " ".join([*parts, "--data-raw", self._quoted(redacted)])
        # What cannot be pasted goes as base64.
        packed = base64.b64encode(body if redacted == text else redacted.encode("utf-8", "replace")).decode()
        return f"echo {self._redactor.text(packed)} | base64 -d | {' '.join([*parts, '--data-binary', '@-'])}"

    def _quoted(self, text: str) -> str:
        """A shell word; pseudonyms of the target file's secrets become the variables that hold them."""
        used = [(name, variable) for name, variable in self._variables.items() if name in text]
        if not used:
            return shlex.quote(text)
        for special in ("\\", '"', "$", "`"):
            text = text.replace(special, "\\" + special)
        for name, variable in used:
            text = text.replace(name, variable)
        return f'"{text}"'


def _masked(member: re.Match[str]) -> str:
    name, text, number = member.groups()
    if number is None and (not text or "‹" in text):
        return member.group()
    return f'{name}"‹{name.split(chr(34))[1]}›"'


def _shortened(value: Any) -> Any:
    match value:
        case str():
            return value if len(value) <= 1000 else f"{value[:200]}… ({len(value)} characters in all)"
        case dict():
            return {key: _shortened(member) for key, member in value.items()}
        case list():
            return [_shortened(member) for member in value[:100]]
    return value
