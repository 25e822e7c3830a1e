"""Where reports go: `--report FORMAT=FILE` of `run`, and the formats of `report`."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from conformance.errors import ConfigurationError

FORMATS = ("html", "junit", "markdown", "json", "github")
"""What a run can be rendered as, apart from the terminal's own form."""


@dataclass(frozen=True)
class Output:
    """One report to be written.

    Attributes:
        format: one of `FORMATS`.
        file: where to; None for standard output.
    """

    format: str
    file: Path | None

    def write(self, results: Any) -> None:
        """Render results.

        Raises:
            ConfigurationError: the file cannot be written.
        """
        from reports.rendering import render  # noqa: PLC0415 (so that --help stays quick)

        self._put(render(results, self.format))

    def write_unmade(self, api: str, complaint: str, *, final: bool = False) -> None:
        """Render that a run came to nothing.

        Args:
            api: whose run.
            complaint: why, as one sentence.
            final: it is certain; before, only files are written, because they can be overwritten.

        Raises:
            ConfigurationError: the file cannot be written.
        """
        from reports.rendering import render_unmade  # noqa: PLC0415 (likewise)

        if final or self.file is not None:
            self._put(render_unmade(api, complaint, self.format))

    def _put(self, text: str) -> None:
        if self.file is None:
            click.echo(text, nl=False)
            return
        try:
            self.file.write_text(text, encoding="utf-8")
        except OSError as error:
            raise ConfigurationError(f"cannot write the report {self.file}: {error.strerror}") from None


class _Report(click.ParamType[Output]):
    """`FORMAT=FILE`, or a format alone for standard output."""

    name = "report"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Output:
        """Read one value of the option."""
        if isinstance(value, Output):
            return value
        named, equals, file = str(value).partition("=")
        if named not in FORMATS:
            self.fail(f"there is no report format {named!r}; there are: {', '.join(FORMATS)}", param, ctx)
        if equals and not file:
            self.fail(f"name a file behind {named}=, such as {named}=report.txt", param, ctx)
        return Output(named, Path(file) if file else None)


REPORT = _Report()


def print_whole(results: Any, directory: Path) -> None:
    """Print a run for people, on standard output."""
    from reports.terminal import console_for, print_results  # noqa: PLC0415 (likewise)

    # On GitHub a line that begins with :: is a command, and a server may have sent it.
    token = secrets.token_hex(16) if os.environ.get("GITHUB_ACTIONS") == "true" else None
    if token:
        click.echo(f"::stop-commands::{token}")
    print_results(results, console_for(), where=os.path.relpath(directory / "results.json"))
    if token:
        click.echo(f"::{token}::")
