"""`review-toolkit report`: fill a report template for a review."""

from datetime import date
from pathlib import Path

import click

UNKEPT = "unkept copy"
"""Printed in place of a version: the next number belongs to the next document that the review keeps."""


@click.command("report")
@click.argument("review")
@click.option("--template", default="commissioned-review", show_default=True, help="The template's name.")
@click.option(
    "--output",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The Word file to write.",
)
def command(review: str, template: str, output: Path) -> None:
    """Write the report of REVIEW (its id, or its title in full) to a file, as an unkept copy.

    Nothing is kept in the review, and the document bears no version number.
    """
    from flask import current_app

    from review_toolkit.commands.files import write_whole
    from review_toolkit.commands.running import running_app
    from review_toolkit.paths import REPORT_TEMPLATES
    from review_toolkit.reports.context import to_plain
    from review_toolkit.reports.queries import TEMPLATE, report_context
    from review_toolkit.reports.render import render
    from review_toolkit.reviews.queries import find_review

    if template != TEMPLATE:
        raise click.BadParameter(f"There is one template so far: {TEMPLATE}.", param_hint="--template")
    if output.suffix.lower() != ".docx":
        raise click.BadParameter("End the output's name in .docx.", param_hint="--output")
    with running_app():
        found = find_review(review)
        if found is None:
            raise click.ClickException(f"There is no review with the id or title '{review}'.")
        context = report_context(
            found,
            stages=current_app.extensions["stages"],
            version=UNKEPT,
            day=date.today(),  # noqa: DTZ011 (the day where the command runs is the day on the cover)
        )
        content = render(REPORT_TEMPLATES / f"{TEMPLATE}.docx", to_plain(context), name=TEMPLATE)
    write_whole(output, content)
    click.echo(f"{output} is written ({UNKEPT}: the review does not hold it).")
