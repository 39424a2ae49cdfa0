"""`review-toolkit upgrade-database`."""

import click


@click.command("upgrade-database")
def command() -> None:
    """Bring the database to this version's schema. Back it up first."""
    from review_toolkit.commands.running import running_app
    from review_toolkit.database import db
    from review_toolkit.schema import upgrade_database

    with running_app(any_schema=True) as app:
        app.extensions["settings"].instance.mkdir(parents=True, exist_ok=True)
        upgrade_database(db.engine)
    click.echo("The database is at this version's schema.")
