"""`ramp-conformance init`: a target file to be filled in."""

from pathlib import Path

import click

from conformance.commands.options import API, FILE
from conformance.errors import ConfigurationError


@click.command(short_help="Write a target file to be filled in.")
@click.argument("api", type=API)
@click.option("--output", type=FILE, metavar="FILE", help="Write there  [default: API-target.toml]; - prints it.")
def init(api: str, output: Path | None) -> None:
    r"""Write a commented target file for API, complete but for what only you know.

    \b
    Examples:
      ramp-conformance init sumvin
      ramp-conformance init sumvin --output staging.toml
    """
    from conformance.api import load  # noqa: PLC0415 (so that --help stays quick)
    from conformance.template import template  # noqa: PLC0415 (likewise)

    text = template(load(api))
    if output is not None and str(output) == "-":
        click.echo(text, nl=False)
        return
    file = output or Path(f"{api}-target.toml")
    try:
        with file.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError:
        raise ConfigurationError(f"{file} is there already and stays as it is; name another with --output") from None
    except OSError as error:
        raise ConfigurationError(f"cannot write {file}: {error.strerror}") from None
    click.echo(f"{file} is written; fill it in, then: ramp-conformance doctor --target {file}")
