"""Columns of a report's table: no word of a heading breaks, and the widths add up."""

import pytest

from review_toolkit.exports.word_tables import column_widths

TOTAL = 9_070


def rows(label: str, *texts: str) -> list[dict[str, object]]:
    return [{"label": label, "cells": [{"text": text} for text in texts]}]


@pytest.mark.parametrize("label", ["Upper", "Lower and middle (Grade A to Grade D)", "x" * 200])
def test_a_heading_of_one_word_keeps_room_for_it_beside_any_label(label: str) -> None:
    columns = ("All staff", "White", "White, share", "Minority ethnic", "Minority ethnic, share")
    label_width, *widths = column_widths(columns, rows(label, "104", "65", "63%", "32", "31%"), total=TOTAL)
    assert label_width + sum(widths) == TOTAL
    for column, width in zip(columns, widths, strict=True):
        assert width >= 130 * max(map(len, column.split()))


def test_many_columns_still_share_the_page() -> None:
    columns = ("Bangladeshi",) * 12
    widths = column_widths(columns, rows("Label", *["1"] * 12), total=TOTAL)
    assert sum(widths) == TOTAL
    assert min(widths) > 0
