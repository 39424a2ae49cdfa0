"""`review-toolkit demo`: the worked example, made once by the real services over real files, then served."""

from pathlib import Path

import click


@click.command("demo")
@click.option("--no-serve", is_flag=True, help="Make the example and its report, and leave.")
@click.option(
    "--instance",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("instance-demo"),
    show_default=True,
    help="The folder that the example lives in; it keeps its own keys.",
)
@click.option("--port", type=click.IntRange(1, 65_535), default=8000, show_default=True)
def command(no_serve: bool, instance: Path, port: int) -> None:
    """Show the whole path on a fictional organisation: HR export in, Word report out."""
    import os

    from review_toolkit.commands.running import running_app
    from review_toolkit.commands.server import refuse_busy_port, serve
    from review_toolkit.database import db
    from review_toolkit.schema import WrongSchema, check_schema, upgrade_database
    from review_toolkit.settings import SettingRefused
    from review_toolkit.worked_example.instance import open_instance

    if not no_serve:
        refuse_busy_port("127.0.0.1", port)
    instance = instance.absolute()
    try:
        if not instance.exists() or not any(instance.iterdir()):
            click.echo("Making the worked example. It takes a few seconds, once.")
            _make_apart(instance)
        demo = open_instance(instance)
    except SettingRefused as refused:
        raise click.ClickException(str(refused)) from refused
    os.environ["REVIEW_TOOLKIT_INSTANCE"] = str(instance)
    with running_app(any_schema=True):
        try:
            check_schema(db.engine)
        except WrongSchema:  # made by an earlier version; nothing in it needs a backup first
            upgrade_database(db.engine)
    click.echo(f"\nThe report: {demo.report}\n\nSign in with the password {demo.password} as")
    for role, name, email in demo.sign_ins:
        click.echo(f"  {role:<22} {email:<44} {name}")
    if no_serve:
        return
    click.echo(f"\nOpen http://127.0.0.1:{port} (Ctrl+C stops the server)\n")
    serve(host="127.0.0.1", port=port)


def _make_apart(instance: Path) -> None:
    """Make the instance in a process of its own.

    The chart library keeps threads that a forked server process would lack: drawing would never end.
    """
    from multiprocessing import get_context

    from review_toolkit.worked_example.instance import make_instance

    child = get_context("spawn").Process(target=make_instance, args=(instance,))
    child.start()
    child.join()
    if child.exitcode:
        raise click.ClickException("The worked example could not be made. The reason stands above.")
