"""`make migration NAME="what it does"`: write the next migration from what the models say. For developers.

Not one of `review-toolkit`'s commands: it writes into the checkout, and formats with tools that only a
checkout's environment has.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import click

from review_toolkit.paths import MIGRATIONS


@click.command()
@click.argument("name")
def command(name: str) -> None:
    """Write the next migration, which does what NAME says in a few words, and print where it is."""
    if not re.search("[a-z]", name, re.IGNORECASE):
        raise click.BadParameter('Say in words what it does: make migration NAME="add interviews".')
    path = make_migration(name)
    if path is None:
        click.echo("The models and the migrations say the same. There is nothing to do.")
        return
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", str(path)], check=True)  # noqa: S603
    click.echo(
        f"{path} is written. Read it, mend what cannot be guessed (renamed columns, data), and test it."
    )


def make_migration(name: str, *, folder: Path = MIGRATIONS) -> Path | None:
    """Write a migration from the last one in the folder to the models; None where they agree."""
    from alembic import command as alembic
    from alembic.script import ScriptDirectory
    from sqlalchemy import URL, create_engine

    from review_toolkit.database.chains import remember_key
    from review_toolkit.schema import load_models, migrations_config, run_migrations

    load_models()
    config = migrations_config(folder)
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    number = int(ScriptDirectory.from_config(config).get_current_head() or "0") + 1
    with tempfile.TemporaryDirectory() as scratch:
        engine = create_engine(URL.create("sqlite", database=str(Path(scratch) / "scratch.sqlite3")))
        remember_key(engine, b"of a database that is thrown away")
        with engine.connect() as connection:
            run_migrations(connection, config, to="head")
            made = alembic.revision(
                config,
                message=name,
                autogenerate=True,
                rev_id=f"{number:04}",
                process_revision_directives=_drop_if_empty,
            )
        engine.dispose()
    return Path(made.path) if made and not isinstance(made, list) else None


def _drop_if_empty(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """Write nothing where there is nothing to do."""
    if directives[0].upgrade_ops.is_empty():
        directives.clear()


if __name__ == "__main__":
    command()
