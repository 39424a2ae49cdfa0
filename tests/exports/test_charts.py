"""Charts: pictures of what a table's text says, with words for those who do not see them, and no more."""

import re
import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest

from review_toolkit.exports.charts import charts_of
from review_toolkit.figures import Cell, Hidden, NotCalculable, Shown, Table, TableRow
from tests.figures.samples import content, figure

SVG = "{http://www.w3.org/2000/svg}"
REASON = "Hidden to protect colleagues."


def one_column(*figures):
    return charts_of(content(*figures))["representation"]


def two_columns(lines):
    """A table of White and Black shares by grade, as for representation by grade."""
    figures, rows = [], []
    for line, states in lines.items():
        pair = [
            figure(state, group=group, breakdown=(("grade", line),), indicator="representation_by_grade")
            for group, state in zip(("White", "Black"), states, strict=True)
        ]
        figures += pair
        rows.append(TableRow(line, tuple(Cell(each) for each in pair)))
    table = Table("by_grade", "Staff by grade", "Grade", ("White, share", "Black, share"), tuple(rows))
    return charts_of(content(*figures, tables=(table,))).get("by_grade")


def bars(svg):
    """The paths of the data: coloured marks, not axes or backgrounds."""
    return [
        path
        for group in ET.fromstring(svg).iter(f"{SVG}g")  # noqa: S314
        if "mark-rect" in group.get("class", "") and "role-mark" in group.get("class", "")
        for path in group.iter(f"{SVG}path")
    ]


def texts(svg):
    return [text.text for text in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314


def widths(svg):
    found = (re.search(r"h(-?[\d.]+)v", path.get("d", "")) for path in bars(svg))
    return [round(float(match[1]), 2) for match in found if match]


def test_a_chart_is_xml_with_a_title_and_a_description():
    svg = one_column(figure(Shown(66.0), group="White"), figure(Shown(24.0), group="A & <b>"))
    root = ET.fromstring(svg)  # noqa: S314
    assert root.get("role") == "img"
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title.text == "Staff by ethnic group"
    assert description.text == "White: Share of all staff 66%; A & <b>: Share of all staff 24%"
    assert root.get("aria-labelledby").split() == [title.get("id"), description.get("id")]


def test_a_chart_holds_no_script_no_style_and_nothing_from_elsewhere():
    svg = one_column(figure(Shown(66.0), group='<script>alert("x")</script> http://example.org'))
    for element in ET.fromstring(svg).iter():  # noqa: S314
        assert element.tag.removeprefix(SVG) not in {"script", "style", "image", "use", "foreignObject", "a"}
        for name, value in element.attrib.items():
            assert "href" not in name
            assert name != "style"
            assert not name.startswith("on")
            assert "url(" not in value
            assert "://" not in value


def test_a_hidden_figure_has_no_mark_of_any_kind():
    with_hidden = two_columns({"G1": (Shown(60.0), Hidden(REASON)), "G2": (Shown(50.0), Shown(30.0))})
    assert len(bars(with_hidden)) == 3
    assert with_hidden.count("[c]") == 1, "in the description, as in the table"
    assert "[c]" not in "".join(text or "" for text in texts(with_hidden))


def test_a_table_of_hidden_figures_has_no_chart():
    assert two_columns({"G1": (Hidden(REASON), Hidden(REASON))}) is None
    assert charts_of(content(figure(NotCalculable("Nobody.")))) == {}
    assert charts_of(content()) == {}


def test_bars_are_as_long_as_their_rounded_text_says():
    lengths = widths(one_column(figure(Shown(66.4999), group="White"), figure(Shown(24.5), group="Black")))
    assert lengths == [round(5.2 * 66, 2), round(5.2 * 25, 2)]


def test_two_tables_that_read_alike_are_one_picture():
    """What is behind the rounded text leaves no trace in the coordinates."""
    first = two_columns({"G1": (Shown(60.4), Shown(30.49)), "G2": (Shown(50.0), Shown(30.0))})
    second = two_columns({"G1": (Shown(59.6), Shown(29.51)), "G2": (Shown(50.3), Shown(29.8))})
    assert first == second


def test_the_picture_does_not_depend_on_what_is_hidden():
    """Nor on why: a hidden figure and one that is hidden for another reason look alike."""
    first = two_columns({"G1": (Shown(60.0), Hidden(REASON)), "G2": (Shown(50.0), Shown(30.0))})
    second = two_columns({"G1": (Shown(60.0), Hidden("complementary")), "G2": (Shown(50.0), Shown(30.0))})
    assert first == second


@pytest.mark.parametrize("label", ["bell \x07", "lone \ud800", "{{ 7*7 }}", "\u202eabc", "x" * 500, ""])
def test_any_label_can_be_drawn(label):
    svg = one_column(figure(Shown(66.0), group="White"), figure(Shown(24.0), group=label))
    assert len(bars(svg)) == 2


def lines_of_label(svg, first):
    """The lines of a row's label, and how many pixels there are to the left of the bars for them."""
    root = ET.fromstring(svg)  # noqa: S314
    (label,) = (
        text
        for text in root.iter(f"{SVG}text")
        if [*text] and text[0].text and text[0].text.startswith(first)
    )
    assert label.get("text-anchor") == "end"
    groups = (group.get("transform", "") for group in root.iter(f"{SVG}g"))
    room = next(float(found[1]) for group in groups if (found := re.match(r"translate\((\d+)", group)))
    return [line.text for line in label], room


@pytest.mark.parametrize("label", ["Lower and middle (Grade A to Grade D)", "One two " * 12 + "w" * 60])
def test_a_long_label_is_whole_in_a_font_wider_than_the_one_it_was_measured_in(label):
    svg = two_columns({label: (Shown(60.0), Shown(30.0)), "G2": (Shown(50.0), Shown(30.0))})
    lines, room = lines_of_label(svg, label[:3])
    assert "".join(lines).replace(" ", "") == label.replace(" ", "")
    assert max(map(len, lines)) * 9 <= room
    heights = [float(re.search(r"v([\d.]+)h", path.get("d"))[1]) for path in bars(svg)]
    assert min(heights) >= 14 * len(lines)


def test_a_pay_gap_is_no_share_and_is_not_drawn():
    gap = figure(Shown(8.0), indicator="mean_pay_gap", comparator="White", group="Black")
    assert charts_of(content(gap)) == {}


def test_the_same_table_gives_the_same_picture_in_every_process():
    code = (
        "from tests.exports.test_charts import two_columns; from review_toolkit.figures import Shown\n"
        "import sys; sys.stdout.write(two_columns({'G1': (Shown(60.0), Shown(40.0))}))"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
            encoding="utf-8",
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1] == two_columns({"G1": (Shown(60.0), Shown(40.0))})
