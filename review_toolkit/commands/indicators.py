"""`review-toolkit indicators`: from files to figures without a server, a database or a review."""

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from review_toolkit.commands.files import read_whole, refuse_overwriting, write_whole
from review_toolkit.disclosure.rules import DEFAULT_THRESHOLD, HIGHEST_THRESHOLD, LOWEST_THRESHOLD
from review_toolkit.exports.formats import FORMATS


class Day(click.DateTime):
    """A date, refused in words."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"“{value}” is no date. Write it as year-month-day, such as 2026-03-31.", param, ctx)


@click.command("indicators")
@click.option(
    "--workforce",
    required=True,
    type=click.Path(path_type=Path),
    help="The workforce file, CSV or XLSX, one row for each person.",
)
@click.option(
    "--mapping",
    type=click.Path(path_type=Path),
    help="A YAML file that says which column is which and what its labels mean.",
)
@click.option(
    "--snapshot-date",
    required=True,
    type=Day(["%Y-%m-%d"]),
    help="The day on which staff are counted.",
)
@click.option(
    "--threshold",
    type=click.IntRange(LOWEST_THRESHOLD, HIGHEST_THRESHOLD),
    default=DEFAULT_THRESHOLD,
    show_default=True,
    help="The smallest ethnic group, in people, that a breakdown may show.",
)
@click.option(
    "--exact", is_flag=True, help="Leave out disclosure control; the output is marked NOT FOR RELEASE."
)
@click.option(
    "--output",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write; its ending (.json, .csv, .xlsx or .docx) chooses the format.",
)
def command(
    workforce: Path, mapping: Path | None, snapshot_date: datetime, threshold: int, exact: bool, output: Path
) -> None:
    """Compute a workforce's indicators from its HR extract. Nothing is kept."""
    kind = output.suffix.lower().removeprefix(".")
    if kind not in FORMATS:
        raise click.BadParameter(
            f"End the output's name in one of: {', '.join(FORMATS)}.", param_hint="--output"
        )
    if exact and kind == "docx":
        raise click.BadParameter(
            "Exact figures are not written to Word. Choose json, csv or xlsx.", param_hint="--exact"
        )
    refuse_overwriting(output, workforce, mapping)

    from review_toolkit.baseline.indicators import baseline_content
    from review_toolkit.baseline.ingest import Mapping, SourceFile, load_mapping, read_workforce
    from review_toolkit.exports.marked import Export
    from review_toolkit.failures import CannotBeDone

    try:
        rules = load_mapping(read_whole(mapping), name=mapping.name) if mapping else Mapping()
        source = SourceFile(name=workforce.name, content=read_whole(workforce))
        people = read_workforce(source, rules, snapshot_date=snapshot_date.date())
        content = baseline_content(
            people, snapshot_date=snapshot_date.date(), threshold=threshold, exact=exact
        )
        rendered = FORMATS[kind].write(Export(content))
    except CannotBeDone as refused:
        raise click.ClickException(str(refused)) from refused
    write_whole(output, rendered)
    for note in people.notes:
        click.echo(f"Note: {note}", err=True)
    account = people.account
    aside = "".join(f", {count} set aside ({reason})" for reason, count in account.set_aside.items())
    click.echo(f"{source.name}: {account.read} rows read, {account.used} used{aside}.", err=True)
    if not account.used:
        day = snapshot_date.date().isoformat()
        click.echo(f"Warning: nobody in this file was in post on {day}. Check the snapshot date.", err=True)
    if exact:
        click.echo("NOT FOR RELEASE: these are exact figures, without disclosure control.", err=True)
