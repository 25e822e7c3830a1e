"""`ramp-conformance serve`: the reference implementation on a port."""

import subprocess
import sys
from pathlib import Path

import click

from conformance.commands.options import API, FILE


@click.command(short_help="Serve the reference implementation.")
@click.argument("api", type=API)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="0 for any free one.")
@click.option("--fault", metavar="NAME", help="Violate one requirement on purpose.")
@click.option("--variant", metavar="NAME", help="Conform in another way.")
@click.option("--state", type=FILE, metavar="FILE", help="Keep sessions over restarts.")
@click.option("--list", "listing", is_flag=True, help="List the faults and variants, and stop.")
def serve(
    api: str, host: str, port: int, fault: str | None, variant: str | None, state: Path | None, listing: bool
) -> None:
    r"""Serve the reference implementation of API until it is interrupted.

    \b
    Examples:
      ramp-conformance serve sumvin
      ramp-conformance serve sumvin --fault replay-answers-ok --port 0
    """
    import reference  # noqa: PLC0415 (the other commands do without it)

    if listing:
        _list_references(api)
        return
    try:
        reference.build(api, fault=fault, variant=variant)
    except LookupError as error:
        raise click.UsageError(str(error.args[0])) from None
    click.echo(f"target file: {reference.target_file(api)}", err=True)
    named = {"--fault": fault, "--variant": variant, "--state": state}
    extra = [text for name, value in named.items() if value is not None for text in (name, str(value))]
    command = [sys.executable, "-P", "-m", "reference", api, "--host", host, "--port", str(port), *extra]
    try:
        sys.exit(subprocess.run(command, check=False).returncode)
    except KeyboardInterrupt:
        sys.exit(0)


def _list_references(api: str) -> None:
    import reference  # noqa: PLC0415 (likewise)

    for variant in reference.variants(api).values():
        click.echo(f"variant  {variant.name}")
    for fault in reference.faults(api).values():
        click.echo(f"fault    {fault.name}  {fault.requirement}")
