"""Arguments and options that several commands share, and how a shell completes them."""

from collections.abc import Callable
from functools import reduce
from pathlib import Path
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

import specs

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
