"""Names of files: no folder, nothing hidden, neither empty nor endless."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_toolkit.files import safe_name


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("staff.csv", "staff.csv"),
        ("C:\\Users\\Ada\\staff list.xlsx", "staff list.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("/etc/", "file"),
        ("", "file"),
        (None, "file"),
        ("..", "file"),
        ("staff.csv\0.exe", "staff.csv.exe"),
        ("staff\r\nSet-Cookie: a.csv", "staffSet-Cookie: a.csv"),
        ("staff\u202evsc.exe", "staffvsc.exe"),
        ("\u200bstaff\u2066.csv", "staff.csv"),
        ("Re\u0301sume\u0301.docx", "Résumé.docx"),
        ("עובדים.csv", "עובדים.csv"),
        ("con.csv", "_con.csv"),
        ("NUL", "_NUL"),
        ("console.csv", "console.csv"),
        ("a \t b.csv", "a b.csv"),
        ("staff.csv. . ", "staff.csv"),
        ("<b>&.csv", "<b>&.csv"),
    ],
)
def test_what_a_name_becomes(sent: str | None, name: str) -> None:
    assert safe_name(sent) == name


@pytest.mark.parametrize("letter", ["x", "é", "人", "👩"])
def test_a_long_name_keeps_its_ending(letter: str) -> None:
    name = safe_name(letter * 400 + ".xlsx")
    assert name.endswith(letter + ".xlsx")
    assert len(name) <= 150
    assert len(name.encode()) <= 255


@given(st.text(st.characters(), max_size=400))
def test_a_safe_name_is_safe_and_stays_as_it_is(sent: str) -> None:
    name = safe_name(sent)
    assert name
    assert "/" not in name
    assert "\\" not in name
    assert name not in (".", "..")
    assert not {unicodedata.category(sign) for sign in name} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert len(name) <= 150
    assert len(name.encode()) <= 255
    assert safe_name(name) == name
