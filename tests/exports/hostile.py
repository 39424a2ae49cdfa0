"""Contents full of text that a spreadsheet might run, and a judge of what it might run.

The judge knows nothing of the product's own rule: it goes by what Unicode says of each character.
"""

import re
import unicodedata

from hypothesis import strategies as st

from review_toolkit.exports.marked import Export, Origin
from review_toolkit.figures import Cell, Hidden, NotCalculable, RowAccount, Shown, Table, TableRow, Withheld
from tests.figures.samples import content, figure

FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    '=HYPERLINK("https://x.example","y")',
    "=cmd|' /C calc'!A0",
    "{=1+1}",
)
IN_DISGUISE = (
    *(
        "\t=1",
        "\r=1",
        "\n=1",
        "\r\n=1",
        " =1",
        "\xa0=1",
        "\u3000=1",
        "\u200b=1",
        "\ufeff=1",
        "\x00=1",
        "\u2060+1",
    ),
    *('"=1', "'=1", "“=1", "'' =1", "''\u200b\"@x", "＝1+1", "＋1", "－1", "＠x", "﹦1", "⁺1"),
    *("a;=1", "a\t=1", "a,+1", "a|@x", "line\n=1", "line\r\n -1", 'a";"=1', "a\u2028=1"),
)
LINKS = ("https://example.org", "mailto:a@b.example", "internal:Figures!A1", "external:c:\\x.xlsx")
HARMLESS = (
    "White",
    "Band 8a",
    "5-9 years",
    "Any other (not above)",
    "a = b",
    "−4.3%",
    "'quoted'",
    "_x003D_1",
)

texts = st.one_of(
    st.sampled_from((*FORMULAS, *IN_DISGUISE, *LINKS, *HARMLESS)),
    st.text("=+-@＝＋ \t\r\n\"'“;,|aé1\u200b\xa0\x00\ud800&<", min_size=1, max_size=8),
    st.text(min_size=1, max_size=12),
)

ORIGIN = Origin("Harbour Members", "Review 2026", 1, "ab" * 32)


def may_run(text: str) -> bool:
    """Say whether a program that is lenient about the beginning of a cell, or splits it, finds a formula."""
    return any(
        _begins_formula(part) for part in re.split(r"[,;|\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]", text)
    ) or (text[:1] in ("\t", "\r", "\n"))


def _begins_formula(part: str) -> bool:
    if part.startswith("'"):
        return False
    for character in part:
        if unicodedata.category(character)[0] in "ZC" or character in "\"'`´＂＇" or _quotes(character):
            continue
        return unicodedata.normalize("NFKC", character)[0] in "=+-@"
    return False


def _quotes(character: str) -> bool:
    return unicodedata.category(character) in ("Pi", "Pf") or "QUOTATION MARK" in unicodedata.name(
        character, ""
    )


def hostile_export(words: list[str], *, exact: bool = False) -> Export:
    """Return an export that holds each of the words in every place for text that an export has."""
    figures, rows = [], []
    for index, word in enumerate(words):
        where = (("grade", f"{index}{word}"), (word, word))
        shown = figure(Shown(-1.5 - index), group=word, comparator=word, direction=word, breakdown=where)
        hidden = figure(Hidden(word), group=f"{word}{index}", breakdown=where)
        none = figure(NotCalculable(word), group=word, indicator="headcount", breakdown=where)
        figures += [shown, hidden, none]
        rows += [TableRow(word, (Cell(each), Cell(each, "interval"))) for each in (shown, hidden, none)]
    word = words[0]
    return Export(
        content(
            *figures,
            exact=exact,
            rows={word: RowAccount(3, 1, {word: 2})},
            tables=(Table("all", word, word, (word, word), tuple(rows), note=word),),
            withheld=tuple(Withheld(word, word) for word in words),
            notes=tuple(words),
        ),
        origin=Origin(word, word, 7, "cd" * 32),
    )
