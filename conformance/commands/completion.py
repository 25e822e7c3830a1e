"""`ramp-conformance completion`: what a shell needs to complete the command."""

import click

_PROGRAM = "ramp-conformance"
_VARIABLE = "_RAMP_CONFORMANCE_COMPLETE"


@click.command(short_help="Print a shell's completion script.")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    r"""Print the completion script for SHELL.

    \b
    Examples:
      ramp-conformance completion bash >> ~/.bash_completion
      ramp-conformance completion zsh > "${fpath[1]}/_ramp-conformance"
      ramp-conformance completion fish > ~/.config/fish/completions/ramp-conformance.fish
    """
    from click.shell_completion import get_completion_class  # noqa: PLC0415 (so that --help stays quick)

    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"there is no completion for {shell}")
    command = context.find_root().command
    click.echo(kind(command, {}, _PROGRAM, _VARIABLE).source())
