"""`review-toolkit disclosure`: protect tables before they are published, and attack what was published."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from review_toolkit.commands.files import read_whole, refuse_overwriting, write_whole
from review_toolkit.failures import CannotBeDone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from review_toolkit.disclosure.attack import AttackReport, CellBounds, SumBounds
    from review_toolkit.disclosure.statements import Statement

_OUTPUT = click.option(
    "--output", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The file to write."
)


_PUBLIC = ("toolkit", "solver", "numpy", "python", "options", "threshold", "hidden", "shown")
"""What of a manifest goes into a file for others: its costs and witnesses come from the hidden counts."""
_CORRECTION = (
    " If it corrects an earlier file of the same date, say so: "
    "an entry in movers with that date in from and to."
)


@click.group("disclosure")
def command() -> None:
    """Hide what could expose a colleague, and prove it by attacking it."""


class _EarlierFilesTogether(click.Command):
    """Takes `--against A.json B.json` as well as `--against A.json --against B.json`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        said = list(args)
        rest = super().parse_args(ctx, args)
        files: tuple[Path, ...] = ctx.params.get("tables") or ()
        if len(files) > 1 and not ctx.resilient_parsing:
            first, *earlier = files
            if not ctx.params["against"] or said.index(str(first)) > said.index("--against"):
                raise click.UsageError(
                    "Name one file of tables first, and earlier releases after --against.", ctx
                )
            ctx.params["tables"], ctx.params["against"] = (first,), (*ctx.params["against"], *earlier)
        return rest


@command.command("protect", cls=_EarlierFilesTogether)
@click.argument("tables", metavar="TABLES.json", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--against",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="EARLIER.json ...",
    help="An earlier release, withdrawn ones too; all are protected together.",
)
@_OUTPUT
def protect(tables: tuple[Path, ...], against: tuple[Path, ...], output: Path) -> None:
    """Hide what is needed in TABLES.json, and write what may be published.

    Nothing is written where the tables cannot be made safe; the reason is told.
    """
    refuse_overwriting(output, *tables, *against)
    from dataclasses import replace

    from review_toolkit.disclosure.engine import protect as protect_statement
    from review_toolkit.disclosure.writing import write

    name, earlier = tables[0].name, _read_or_leave(against)
    (statement,) = _read_or_leave(tables)
    if not any(table.cells for table in statement.tables):
        raise click.ClickException(f"{name}: no table has a cell, so there is nothing to protect.")
    try:
        made = protect_statement(statement, against=earlier, report=_progress)
        manifest = {name: made.manifest[name] for name in _PUBLIC if name in made.manifest}
        notes = {"audit": _account(made.audit), "manifest": manifest}
        text = write(replace(made.statement, notes=notes))
    except CannotBeDone as refused:
        hint = _CORRECTION if _is_unsaid_correction(statement, earlier) else ""
        raise click.ClickException(f"{name}: {refused}{hint}") from refused
    write_whole(output, text.encode())
    summary = made.audit.summary
    _warn_of_what_was_not_tried(summary)
    click.echo(f"{summary['shown']} cells shown, {summary['hidden']} hidden.", err=True)


@command.command("attack")
@click.argument(
    "releases", metavar="RELEASE.json...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option("--insiders", is_flag=True, help="Try also what people inside groups of one or two could tell.")
@click.option(
    "--truth",
    type=click.Path(path_type=Path),
    metavar="TABLES.json",
    help="The tables with all counts, of one of the dates; the verdict is then stricter.",
)
@_OUTPUT
def attack(releases: tuple[Path, ...], insiders: bool, truth: Path | None, output: Path) -> None:
    """Work out from all releases together how low and how high each hidden cell could be.

    Writes the ranges and a summary. Exit code 1 where something hidden can be told too closely; the audit is
    written all the same. An audit is not for publication.
    """
    refuse_overwriting(output, *releases, *((truth,) if truth else ()))
    from review_toolkit.disclosure.attack import attack as attack_statements

    published = _read_or_leave(releases)
    counts = _read_or_leave((truth,))[0] if truth else None
    if small := sum(map(_small_and_shown, published)):
        click.echo(
            f"Warning: numbers of people in a group that are under the threshold and shown openly: {small}.",
            err=True,
        )
    try:
        report = attack_statements(published, insiders=insiders, truth=counts)
    except CannotBeDone as refused:
        raise click.ClickException(str(refused)) from refused
    write_whole(output, _audit_text(report).encode())
    summary = report.summary
    if summary["exact_hidden_for_nothing"]:
        click.echo(
            f"Warning: {summary['exact_hidden_for_nothing']} hidden cells of the threshold and more can be "
            "worked out; hiding them does nothing.",
            err=True,
        )
    _warn_of_what_was_not_tried(summary)
    if not report.ok:
        raise click.ClickException(f"Not safe: {'; '.join(report.reasons)}.")
    click.echo(f"{summary['hidden']} hidden cells tried: none can be told too closely.", err=True)


def _warn_of_what_was_not_tried(summary: "Mapping[str, int | float | bool]") -> None:
    """Name what an attack left out: that nothing was found there says nothing."""
    if summary["unlinked_dates"]:
        click.echo(
            "Warning: dates without an entry in movers cannot be linked. What they tell together is not "
            "tried.",
            err=True,
        )
    if summary["tables_left_out"]:
        click.echo(
            f"Warning: {summary['tables_left_out']} tables are too large for the attack to ask about the "
            "cells that they do not list. Publish fewer dimensions together.",
            err=True,
        )
    if summary["insiders_left_out"]:
        click.echo(
            f"Warning: what {summary['insiders_left_out']} insiders could tell is not tried: they are too "
            "many, or what they know is in no table or not given.",
            err=True,
        )


def _read_or_leave(paths: tuple[Path, ...]) -> list["Statement"]:
    """Return the publications of these files; leave with a message where one is none."""
    from review_toolkit.disclosure.reading import read

    try:
        return [read(read_whole(path), name=path.name) for path in paths]
    except CannotBeDone as refused:
        raise click.ClickException(str(refused)) from refused


def _is_unsaid_correction(statement: "Statement", earlier: "list[Statement]") -> bool:
    """Say whether a file has the date of an earlier one and does not say that it corrects it."""
    same_date = any(each.as_of == statement.as_of for each in earlier)
    return same_date and not any(each.earlier == each.later for each in statement.movers)


def _small_and_shown(statement: "Statement") -> int:
    """Return how many cells of a group show a number of people under the threshold."""
    from review_toolkit.disclosure.engine.requirements import is_sensitive

    shown = {cell.at: cell.count for table in statement.tables for cell in table.cells if not cell.hidden}
    return sum(
        0 < (count or 0) < statement.threshold and is_sensitive(at, statement.dimensions)
        for at, count in shown.items()
    )


def _progress(done: int, whole: int, what: str) -> None:
    """Tell how far the work is, on a terminal only."""
    if sys.stderr.isatty():
        click.echo(f"\r\033[K{what}: {done} of {whole}", nl=done >= whole, err=True)


def _account(report: "AttackReport") -> dict[str, object]:
    """Return what a release says of its own audit (interfaces.md 4)."""
    summary = report.summary
    named = ("within_2", "below_threshold", "hidden", "shown")
    return {"ok": report.ok, "exact": summary["exact_small"], **{name: summary[name] for name in named}}


def _audit_text(report: "AttackReport") -> str:
    import json

    document = {
        "cells": [{"table": each.table, **_range(each)} for each in report.cells],
        "sums": [{"measure": each.measure, **_range(each)} for each in report.sums],
        "summary": dict(report.summary),
        "reasons": list(report.reasons),
    }
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _range(each: "CellBounds | SumBounds") -> dict[str, object]:
    return {
        "cell": dict(each.at),
        "as_of": each.as_of.isoformat() if each.as_of else None,
        "lower": each.lower,
        "upper": each.upper,
        "exact": each.exact,
    }
