"""What a release hides that an earlier one showed. Pure."""

from review_toolkit.figures import Figure, ReleaseContent

Question = tuple[str, str, str | None, tuple[tuple[str, str], ...]]
"""What a figure answers, whatever its date: indicator, group, comparator and line."""


def newly_hidden(content: ReleaseContent, *, before: ReleaseContent) -> tuple[str, ...]:
    """Return the titles of what is hidden now and was shown before, in reading order."""
    shown = {_question(figure) for figure in before.figures if figure.shown}
    titles = [
        table.title
        for table in content.tables
        if any(figure.status == "hidden" and _question(figure) in shown for figure in table.figures)
    ]
    known = {item.title for item in before.withheld}
    titles += [item.title for item in content.withheld if item.title not in known]
    return tuple(dict.fromkeys(titles))


def _question(figure: Figure) -> Question:
    return figure.indicator, figure.group, figure.comparator, tuple(sorted(figure.breakdown))
