"""`review-toolkit verify-audit-trail`."""

import click


@click.command("verify-audit-trail")
@click.option(
    "--noted-head",
    multiple=True,
    metavar="HASH",
    help="A head that an earlier run told, noted outside the database; say it again for each one noted.",
)
def command(noted_head: tuple[str, ...]) -> None:
    """Check that the audit trail and the ledger of releases stand as they were written.

    Tells each chain's newest hash. Note it outside the database: given back with --noted-head, it shows
    whether the whole was put back to an earlier state. Exit code 1 where anything is not as it was written.
    """
    from review_toolkit.commands.running import running_app
    from review_toolkit.database import db
    from review_toolkit.database.chains import chained_tables, verify_chain

    with running_app(), db.engine.connect() as connection:
        reports = [verify_chain(connection, table, noted=frozenset(noted_head)) for table in chained_tables()]
    faults = [fault for report in reports for fault in report.faults]
    for report in reports:
        click.echo(f"{report.table}: {report.rows} rows, head {report.head}")
    found = {head for report in reports for head in report.noted}
    faults_told = [str(fault) for fault in faults]
    faults_told += [
        f"The noted head {head} is in no chain: a chain was put back to an earlier state, or replaced."
        for head in noted_head
        if head not in found
    ]
    for told in faults_told:
        click.echo(told, err=True)
    if faults_told:
        raise click.ClickException(
            f"{len(faults_told)} fault(s). Keep this database as it is, and compare it with a backup."
        )
    click.echo("Everything stands as it was written.")
