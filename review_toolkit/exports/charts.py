"""Charts of a release's tables as SVG, drawn by Vega-Lite.

Drawn from the figures' texts, so that a chart shows what the table beside it says and no more: a hidden
figure has no mark of any kind, and every value is as rounded as its text. The library is heavy and loaded
on first use.
"""

import re
from collections.abc import Iterable, Mapping
from html import escape
from textwrap import wrap
from typing import Any

from review_toolkit.exports.xml_text import xml_text
from review_toolkit.figures import Cell, Figure, ReleaseContent, Shown, Table, cell_text
from review_toolkit.figures.wording import printed_value

_PALETTE = ("#1d3557", "#8a5a9e", "#c9a227", "#b8c0c8", "#d8dde2", "#eceff1")
"""From dark to light, so that a greyscale print tells them apart."""
_LABELS = ("#ffffff", "#ffffff", "#1b1b1b", "#1b1b1b", "#1b1b1b", "#1b1b1b")
_NARROWEST_LABELLED = 7
"""Percent of the width below which a segment's label would not fit."""
_LONGEST_LINE = 22
"""Characters in a line of a row's label; a longer label goes on in the next line."""
_WIDEST_CHARACTER = 9.5
"""Pixels: what a character of a label takes on average in the widest of the fonts that stand in for Arial."""
_LEAST_ROOM = 190
_LINES = "length(split(datum.value, '\\n'))"
_ROW, _LINE = 38, 16
"""The height of a row in pixels, and of each line of a label that has several."""
_STYLE: Mapping[str, Any] = {
    "font": "Arial, sans-serif",
    "background": None,
    "view": {"stroke": None},
    "axis": {"labelFontSize": 14, "titleFontSize": 14, "titleFontWeight": "normal", "labelColor": "#1b1b1b"},
    "axisY": {"labelLimit": 0, "domain": False, "ticks": False, "labelPadding": 8},
    "legend": {"labelFontSize": 14, "title": None, "orient": "top", "labelLimit": 300, "columnPadding": 32},
    "text": {"fontSize": 14},
}


def charts_of(content: ReleaseContent) -> dict[str, str]:
    """Return an SVG for each table of shares that has something to draw, by table name."""
    charts = {}
    for table in content.tables:
        shares = _shares(table)
        if shares and len(shares) <= len(_PALETTE):
            charts[table.name] = _draw(table, shares)
    return charts


def _shares(table: Table) -> dict[str, list[tuple[str, Figure]]]:
    """Return (row label, figure) by column, for the columns that hold shown shares of a whole."""
    statuses = [figure.status for figure in table.figures]
    if statuses.count("hidden") > statuses.count("shown"):
        return {}  # what is left would single out the few figures that are shown
    found: dict[str, list[tuple[str, Figure]]] = {}
    for row in table.rows:
        # The drawing library ends the whole process over a character that XML cannot hold.
        for heading, cell in zip(map(xml_text, table.columns), row.cells, strict=True):
            figure = cell.figure
            is_share = cell.part == "value" and figure.unit == "percent" and figure.comparator is None
            if is_share and isinstance(figure.state, Shown):
                found.setdefault(heading, []).append((_label(row.label), figure))
    return found


def _label(text: str) -> str:
    """Return a row's label in lines that are short enough to stand beside the bars."""
    return "\n".join(wrap(xml_text(text), _LONGEST_LINE))


def _draw(table: Table, shares: dict[str, list[tuple[str, Figure]]]) -> str:
    import vl_convert

    single = len(shares) == 1
    spec = _bars(table, next(iter(shares.values()))) if single else _stacks(table, shares)
    svg: str = vl_convert.vegalite_to_svg(spec)
    return _named(svg, table)


def _bars(table: Table, rows: list[tuple[str, Figure]]) -> dict[str, Any]:
    values = [
        {"row": label, "value": printed_value(figure), "text": cell_text(Cell(figure))}
        for label, figure in rows
    ]
    return _spec(
        table,
        values,
        [
            {"mark": {"type": "bar", "color": _PALETTE[0], "aria": False}},
            {
                "mark": {"type": "text", "align": "left", "dx": 5, "aria": False},
                "encoding": {"text": {"field": "text"}},
            },
        ],
        x={"field": "value", "type": "quantitative"},
    )


def _stacks(table: Table, shares: dict[str, list[tuple[str, Figure]]]) -> dict[str, Any]:
    """Stack the groups of each row, at positions of our own so that labels sit inside their segments."""
    headings = [heading.removesuffix(", share") for heading in shares]
    reached: dict[str, float] = {}
    values = []
    for index, column in enumerate(shares.values()):
        for label, figure in column:
            start = reached.get(label, 0.0)
            end = start + printed_value(figure)
            reached[label] = end
            values.append(
                {
                    "row": label,
                    "group": headings[index],
                    "start": start,
                    "end": end,
                    "middle": (start + end) / 2,
                    "text": cell_text(Cell(figure)) if end - start >= _NARROWEST_LABELLED else "",
                }
            )
    scale = {"domain": headings, "range": list(_PALETTE[: len(headings)])}
    label_scale = {"domain": headings, "range": list(_LABELS[: len(headings)])}
    return _spec(
        table,
        values,
        [
            {
                "mark": {"type": "bar", "aria": False},
                "encoding": {
                    "color": {"field": "group", "type": "nominal", "scale": scale},
                    "x2": {"field": "end"},
                },
            },
            {
                "mark": {"type": "text", "aria": False},
                "encoding": {
                    "x": {"field": "middle", "type": "quantitative"},
                    "text": {"field": "text"},
                    "color": {"field": "group", "type": "nominal", "scale": label_scale, "legend": None},
                },
            },
        ],
        x={"field": "start", "type": "quantitative"},
        independent=True,
    )


def _spec(
    table: Table,
    values: list[dict[str, Any]],
    layers: list[dict[str, Any]],
    *,
    x: dict[str, Any],
    independent: bool = False,
) -> dict[str, Any]:
    axis = {"title": "Percent", "grid": True, "tickCount": 5, "aria": False}
    labels = [_label(row.label) for row in table.rows]
    most = max((label.count("\n") + 1 for label in labels), default=1)
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "data": {"values": values},
        "width": 520,
        "height": {"step": max(_ROW, _LINE * most + 8)},
        "encoding": {
            "y": {
                "field": "row",
                "type": "nominal",
                "sort": labels,
                "axis": {
                    "title": None,
                    "aria": False,
                    "labelExpr": "split(datum.label, '\\n')",
                    "labelLineHeight": _LINE,
                    "minExtent": _room(labels),
                    # The first of several lines would stand in the middle of its bar.
                    "labelOffset": {
                        "condition": [
                            {"test": f"{_LINES} == {lines}", "value": -_LINE * (lines - 1) / 2}
                            for lines in range(2, most + 1)
                        ],
                        "value": 0,
                    },
                },
            },
            "x": {**x, "scale": {"domain": [0, 100]}, "axis": axis},
        },
        "layer": layers,
        "config": dict(_STYLE),
        **({"resolve": {"scale": {"color": "independent"}}} if independent else {}),
    }


def _room(labels: Iterable[str]) -> float:
    """Return the room for labels in pixels, as a reader's font may be wider than the one measured here."""
    longest = max((len(line) for label in labels for line in label.split("\n")), default=0)
    return max(_LEAST_ROOM, _WIDEST_CHARACTER * longest + 8)


def _named(svg: str, table: Table) -> str:
    """Give the picture a name and a description, and keep its inside from being read out piece by piece."""
    rows = "; ".join(
        f"{row.label}: "
        + ", ".join(
            f"{heading} {cell_text(cell)}" for heading, cell in zip(table.columns, row.cells, strict=True)
        )
        for row in table.rows
    )
    title_id, text_id = f"chart-{_slug(table.name)}-title", f"chart-{_slug(table.name)}-text"
    opening = f'<svg role="img" aria-labelledby="{title_id} {text_id}" focusable="false"'
    named = svg.replace("<svg", opening, 1)
    title, rows = escape(xml_text(table.title)), escape(xml_text(rows))
    words = f'<title id="{title_id}">{title}</title><desc id="{text_id}">{rows}</desc>'
    return named.replace(">", f">{words}", 1)


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
