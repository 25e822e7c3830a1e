"""`ramp-conformance verify`: whether a certificate holds."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from conformance.commands.options import FILE, options
from conformance.errors import ConfigurationError

certificate_and_key = options(
    click.argument("certificate", type=FILE),
    click.option("--key", type=FILE, metavar="FILE", required=True, help="The vendor's public key."),
    click.option("--results", type=FILE, metavar="FILE",
                 help="What was certified  [default: results.json beside the certificate]"),
)  # fmt: skip
"""What it takes to hold a certificate against its run."""


@click.command(
    epilog="Exit codes: 0 the certificate holds, 1 it does not, 3 a file or key cannot be used.",
    short_help="Verify a certificate.",
)
@certificate_and_key
def verify(certificate: Path, key: Path, results: Path | None) -> None:
    r"""Verify CERTIFICATE: signature, results, digests, every requirement of its level, and its time.

    \b
    Example:
      ramp-conformance verify acme/certificate.json --key acme.public.pem
    """
    from reports.certificate.errors import Rejected  # noqa: PLC0415 (so that --help stays quick)
    from reports.text import one_line  # noqa: PLC0415 (likewise)

    try:
        verified = verified_file(certificate, key, results)
    except Rejected as error:
        click.echo(f"rejected: {one_line(str(error), 2000)}", err=True)
        sys.exit(1)
    claim = verified.claim
    if verified.uncompared:
        click.echo(f"note: {one_line(verified.uncompared)}", err=True)
    build = f", build {claim.build}" if claim.build else ""
    scope = f"{claim.api} {claim.level}, catalogue {claim.catalogue}, at {claim.base_url}{build}"
    click.echo(one_line(f"holds: {scope}; tested {claim.tested}, expires {claim.expires}", 2000))


def verified_file(certificate: Path, key: Path, results: Path | None) -> Any:
    """A certificate that holds.

    Raises:
        ConfigurationError: a file or the installed suite does not serve.
        Rejected: it does not hold.
    """
    from reports.certificate.errors import Unusable  # noqa: PLC0415 (likewise)
    from reports.certificate.keys import public_key  # noqa: PLC0415 (likewise)

    try:
        public = public_key(key)
        return verified_bytes(_read(certificate), _read(results or certificate.with_name("results.json")), public)
    except Unusable as error:
        raise ConfigurationError(str(error)) from None


def verified_bytes(certificate: bytes, results: bytes, key: Any) -> Any:
    """The same for bytes: held against the suite that is installed, now.

    Raises:
        Unusable: the installed suite does not serve.
        Rejected: it does not hold.
    """
    import specs  # noqa: PLC0415 (likewise)
    from reports.certificate.suite import installed  # noqa: PLC0415 (likewise)
    from reports.certificate.verification import verify as hold  # noqa: PLC0415 (likewise)

    return hold(certificate, results, key, contract_of=specs.load, suite=installed(), now=datetime.now(UTC))


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"cannot read {file}: {error.strerror}") from None
