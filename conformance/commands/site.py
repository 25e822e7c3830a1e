"""`ramp-conformance site`: a register of certificates as a static page."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from conformance.commands.options import FOLDER
from conformance.commands.verify import verified_bytes
from conformance.errors import ConfigurationError


@click.command(
    epilog="Exit codes: 0 everything is listed, 1 something is not, 3 a folder cannot be used.",
    short_help="Publish many certificates as a page.",
)
@click.argument("register", type=FOLDER)
@click.option("--output", type=FOLDER, metavar="DIR", required=True, help="Write there; a new or an empty folder.")
def site(register: Path, output: Path) -> None:
    r"""Verify every certificate in REGISTER, and publish those that hold, with a badge each.

    REGISTER holds a folder per vendor: public.pem, and folders with certificate.json and results.json.

    \b
    Example:
      ramp-conformance site register --output public
    """
    from reports.certificate.errors import Unusable  # noqa: PLC0415 (so that --help stays quick)
    from reports.site.page import publish  # noqa: PLC0415 (likewise)
    from reports.site.register import read  # noqa: PLC0415 (likewise)
    from reports.text import one_line  # noqa: PLC0415 (likewise)

    try:
        found = read(register, lambda file, results, key: verified_bytes(file, results, key).claim)
        publish(found, output, now=datetime.now(UTC))
    except Unusable as error:
        raise ConfigurationError(str(error)) from None
    for complaint in found.complaints:
        click.echo(one_line(complaint, 2000), err=True)
    click.echo(f"{output / 'index.html'} lists {len(found.entries)} certificates")
    sys.exit(1 if found.complaints else 0)
