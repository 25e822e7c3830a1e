"""Arguments and options that several commands share, and how a shell completes them."""

from collections.abc import Callable
from functools import reduce
from pathlib import Path
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

import specs
from conformance.errors import ConfigurationError

F = TypeVar("F", bound=Callable[..., Any])

API = click.Choice(specs.names())
"""The name of an API."""

FILE = click.Path(path_type=Path)
FOLDER = click.Path(path_type=Path, file_okay=False)


def options(*decorators: Callable[[F], F]) -> Callable[[F], F]:
    """Several click decorators as one, in the order in which `--help` shows them."""
    return lambda function: reduce(lambda inner, decorate: decorate(inner), reversed(decorators), function)


def complete_requirement(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """The ids of requirements that begin so; of one API, if the command line names one."""
    del parameter
    named = context.params.get("api")
    apis = [named] if named in specs.names() else specs.names()
    ids = [one for api in apis for one in specs.load(api).requirements]
    return [CompletionItem(one) for one in ids if one.startswith(begun.upper())]


class _Shard(click.ParamType[str]):
    """A share of a run, `2/3`."""

    name = "shard"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Hold a value of the option against its form."""
        from conformance.plan import shard_of  # noqa: PLC0415 (so that --help stays quick)

        try:
            return str(shard_of(value))
        except ConfigurationError as error:
            self.fail(str(error), param, ctx)


SHARD = _Shard()

workers = click.option("-n", "--workers", type=click.IntRange(1, 64), help="Split the checks over so many processes.")
max_requests = click.option("--max-requests", type=click.IntRange(1), help="At most so many requests.")
max_time = click.option(
    "--max-time",
    type=click.FloatRange(0, min_open=True),
    metavar="SECONDS",
    help="For all of it; what is not reached is untested.",
)
target = click.option("--target", type=FILE, metavar="FILE", help="Target file  [default: the embedded reference]")
base_url = click.option("--base-url", metavar="URL", help="Use this base URL in place of the target file's.")
allow_live = click.option("--allow-live", is_flag=True, help="May touch production hosts and live keys.")
catalogue = click.option(
    "--catalogue",
    type=click.IntRange(1),
    metavar="VERSION",
    help="Score this version of the catalogue; what entered it later is only reported.",
)
allow_plain_http = click.option(
    "--allow-plain-http", is_flag=True, help="May send credentials unencrypted to another machine."
)
only = click.option(
    "--only",
    multiple=True,
    metavar="PATTERN",
    shell_complete=complete_requirement,
    help="Only these requirements or checks; repeatable.",
)
