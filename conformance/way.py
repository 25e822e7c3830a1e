"""The way to a target: whose certificates are trusted, who we are to the server, and the proxy, if any.

Only what the target file says counts. The variables by which other programs are told of proxies are never followed: a
credential must not travel through a host that nobody named here.
"""

import ssl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field

from conformance.credentials import referenced
from conformance.errors import ConfigurationError
from conformance.files import check_regular


class TlsTable(BaseModel):
    """`[tls]`: a CA of one's own, and a client certificate with its key."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ca: str | None = None
    client_certificate: str | None = None
    client_key: str | None = None


class ProxyTable(BaseModel):
    """`[proxy]`: an HTTP proxy, and a reference to `user:password` for it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: Annotated[str, Field(pattern=r"^http://[^/?#\s@]+/?$")]
    credentials: str | None = None


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy that the target file asks for.

    Attributes:
        url: of the proxy itself.
        user: by whom it is used, or None.
        password: of that user.
    """

    url: str
    user: str | None = None
    password: str = field(default="", repr=False)


@dataclass(frozen=True)
class Way:
    """How a target is reached.

    Attributes:
        proxy: None for none.
        own_tls: what `[tls]` came to; None for the system's CAs and no client certificate.
    """

    proxy: Proxy | None = None
    own_tls: ssl.SSLContext | None = None

    @cached_property
    def tls(self) -> ssl.SSLContext:
        """What TLS connections are made with: certificates and host names are always verified."""
        return self.own_tls or ssl.create_default_context()

    @property
    def secrets(self) -> dict[str, str]:
        """Name to value of what must never be shown."""
        if self.proxy is None or self.proxy.user is None:
            return {}
        return {
            "proxy.credentials": f"{self.proxy.user}:{self.proxy.password}",
            **({"proxy.password": self.proxy.password} if self.proxy.password else {}),
        }

    @property
    def closed(self) -> dict[str, str]:
        """The capabilities that cannot be used on this way, to the reason and the mend."""
        if self.proxy is None:
            return {}
        return {"concurrency": "simultaneous calls cannot go through a proxy: leave [proxy] out where they may be made"}


DIRECT: Final = Way()
"""No proxy, the system's CAs, no client certificate."""


def way(tls: TlsTable | None, proxy: ProxyTable | None, folder: Path) -> Way:
    """The way that a target file describes, its certificates read and its secrets resolved.

    Args:
        tls: the `[tls]` table, or None.
        proxy: the `[proxy]` table, or None.
        folder: where the target file lies; relative paths start there.

    Raises:
        ConfigurationError: a file cannot be read or used; the sentence says which and how to mend it.
    """
    return Way(_proxy(proxy, folder) if proxy else None, _context(tls, folder) if tls else None)


# ---- proxies -------------------------------------------------------------------------------------


def _proxy(table: ProxyTable, folder: Path) -> Proxy:
    try:
        usable = urlsplit(table.url).port != 0
    except ValueError:
        usable = False
    if not usable:
        raise ConfigurationError("[proxy] url: this is no address that can be called")
    if table.credentials is None:
        return Proxy(table.url)
    place = "[proxy] credentials"
    user, colon, password = _by_reference(table.credentials, place, folder).partition(":")
    if not user or not colon:
        raise ConfigurationError(f"{place}: what was read is not of the form user:password")
    if not (user + password).isprintable() or not (user + password).isascii():
        raise ConfigurationError(f"{place}: the value holds a character that no header can carry")
    return Proxy(table.url, user, password)


def _by_reference(text: str, place: str, folder: Path) -> str:
    value = referenced(text, place=place, folder=folder)
    if value is None:
        raise ConfigurationError(
            f"{place}: write env:NAME, file:PATH or cmd:COMMAND; the secret itself does not belong here"
        )
    if not value:
        raise ConfigurationError(f"{place}: the value is empty")
    return value


# ---- TLS -----------------------------------------------------------------------------------------


def _context(table: TlsTable, folder: Path) -> ssl.SSLContext:
    if table.client_key is not None and table.client_certificate is None:
        raise ConfigurationError("[tls] client_key: there is a key without a client_certificate; name both")
    # Given a CA of one's own, Python trusts that one alone.
    context = ssl.create_default_context() if table.ca is None else _trusting(table.ca, folder)
    if table.client_certificate is not None:
        certificate = _file(table.client_certificate, "[tls] client_certificate", folder)
        if table.client_key is None:
            _load(context, certificate, None)
        else:
            key = _by_reference(table.client_key, "[tls] client_key", folder)
            with _as_file(key) as file:
                _load(context, certificate, file)
    return context


def _trusting(ca: str, folder: Path) -> ssl.SSLContext:
    file = _file(ca, "[tls] ca", folder)
    try:
        return ssl.create_default_context(cafile=file)
    except (ssl.SSLError, ValueError):
        raise ConfigurationError(
            f"[tls] ca: {file} holds no certificate in PEM form; it begins with -----BEGIN CERTIFICATE-----"
        ) from None


def _load(context: ssl.SSLContext, certificate: Path, key: Path | None) -> None:
    try:
        context.load_cert_chain(certificate, key, password=_refuse_to_ask)
    except _PassphraseError:
        raise ConfigurationError(
            "[tls] client_key: the key is protected by a passphrase; give one that is not (openssl pkey writes it), "
            "from a place that only you can read"
        ) from None
    except (ssl.SSLError, ValueError) as error:
        if getattr(error, "reason", None) == "KEY_VALUES_MISMATCH":
            raise ConfigurationError(f"[tls] client_key: the key does not belong to {certificate}") from None
        where = "[tls] client_certificate or client_key" if key else "[tls] client_certificate"
        parts = "a certificate, and its key," if key else "a certificate and its key"
        raise ConfigurationError(f"{where}: {certificate} does not give {parts} in PEM form") from None


def _file(text: str, place: str, folder: Path) -> Path:
    """A file that can be read: OpenSSL's own complaints name neither the file nor the reason."""
    file = folder / text
    try:
        file = folder / Path(text).expanduser()
        check_regular(file)
    except (OSError, RuntimeError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or "it is no path"
        raise ConfigurationError(f"{place}: cannot read {file} ({reason})") from None
    return file


@contextmanager
def _as_file(key: str) -> Iterator[Path]:
    """A key as a file that nobody else can read, gone at once: OpenSSL takes keys from files only."""
    with tempfile.TemporaryDirectory(prefix="ramp-conformance-") as folder:
        file = Path(folder) / "key.pem"
        file.touch(mode=0o600)
        file.write_text(key, encoding="utf-8")
        yield file


class _PassphraseError(Exception):
    """OpenSSL asked for a passphrase; on a terminal it would wait for somebody to type it."""


def _refuse_to_ask() -> str:
    raise _PassphraseError
