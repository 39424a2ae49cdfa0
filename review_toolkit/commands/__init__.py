"""The command line: `review-toolkit`. Each command loads what it needs when it runs, not before."""

from importlib import import_module

import click

from review_toolkit import __version__

_COMMANDS = {
    "demo": "review_toolkit.commands.demo",
    "serve": "review_toolkit.commands.serve",
    "worker": "review_toolkit.commands.worker",
    "indicators": "review_toolkit.commands.indicators",
    "disclosure": "review_toolkit.commands.disclosure",
    "report": "review_toolkit.commands.report",
    "create-admin": "review_toolkit.commands.accounts",
    "help-sign-in": "review_toolkit.commands.helping",
    "upgrade-database": "review_toolkit.commands.upgrade",
    "verify-audit-trail": "review_toolkit.commands.verify",
}


class _LazyGroup(click.Group):
    """A group whose commands are imported when they are named."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (Click's signature)
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(_COMMANDS[cmd_name]).command
        return command


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="review-toolkit")
def main() -> None:
    """Lead an organisation through an internal anti-racism review.

    Exit codes: 0 done, 1 refused or failed, 2 wrong usage.
    """
