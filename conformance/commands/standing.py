"""What a command is pointed at: a target file, or the embedded reference for as long as the command runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from conformance.errors import ConfigurationError


@contextmanager
def standing(api: str | None, target: Path | None, base_url: str | None) -> Iterator[tuple[Path, str | None]]:
    """The target file to use and the base URL to put in place of its own, or None.

    Args:
        api: named on the command line, or None.
        target: likewise.
        base_url: likewise.

    Raises:
        ConfigurationError: the file is for another API.
        click.UsageError: neither an API nor a target is named.
    """
    if target is not None:
        from conformance.target import read  # noqa: PLC0415 (so that --help stays quick)

        named = read(target, base_url=base_url).api
        if api is not None and api != named:
            raise ConfigurationError(f"{target} is a target file for {named}, not for {api}; name one of the two")
        yield target, base_url
        return
    if api is None:
        raise click.UsageError("name an API, or a target file with --target")
    from reference import target_file  # noqa: PLC0415 (likewise)

    if base_url is not None:
        yield target_file(api), base_url
        return
    from conformance.embedded import serving  # noqa: PLC0415 (likewise)

    with serving(api) as url:
        yield target_file(api), url
