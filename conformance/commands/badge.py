"""`ramp-conformance badge`: a badge from a certificate that holds."""

import sys
from pathlib import Path

import click

from conformance.commands.options import FILE
from conformance.commands.verify import certificate_and_key, verified_file
from conformance.errors import ConfigurationError


@click.command(
    epilog="Exit codes: 0 the certificate holds, 1 it does not and the badge says so, 3 a file or key cannot be used.",
    short_help="Make a badge from a certificate.",
)
@certificate_and_key
@click.option("--output", type=FILE, metavar="FILE", help="Write there  [default: standard output]")
def badge(certificate: Path, key: Path, results: Path | None, output: Path | None) -> None:
    r"""Verify CERTIFICATE, and write a badge as JSON for the endpoint badges of shields.io.

    \b
    Example:
      ramp-conformance badge run/certificate.json --key acme.public.pem --output badge.json
    """
    from reports.badge import badge as drawn  # noqa: PLC0415 (so that --help stays quick)
    from reports.badge import badge_without  # noqa: PLC0415 (likewise)
    from reports.certificate.errors import Expired, Rejected  # noqa: PLC0415 (likewise)
    from reports.text import one_line  # noqa: PLC0415 (likewise)

    try:
        _write(drawn(verified_file(certificate, key, results).claim), output)
    except Rejected as error:
        _write(badge_without("ramp conformance", expired=isinstance(error, Expired)), output)
        click.echo(f"rejected: {one_line(str(error), 2000)}", err=True)
        sys.exit(1)


def _write(text: str, file: Path | None) -> None:
    if file is None:
        click.echo(text, nl=False)
        return
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f"cannot write the badge {file}: {error.strerror}") from None
