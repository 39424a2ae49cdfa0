"""The checker itself: a good page passes, and each fault is named."""

import ast
import inspect

import pytest

from tests.web import page_checks
from tests.web.page_checks import check_page, outside_addresses, parse_page

GOOD = """<!doctype html><html lang="en-GB"><head><title>Hello – Toolkit</title>
<link rel="stylesheet" href="/static/toolkit.css"></head><body><main><h1>Hello</h1>
<form method="post"><input type="hidden" name="csrf_token" value="x">
<label for="a">Name</label><input id="a" name="a" aria-describedby="h"><p id="h">Hint</p>
<button type="submit">Save</button></form></main></body></html>"""


def test_a_good_page_passes():
    check_page(GOOD, 200)


FAULTS = [
    ("<!doctype html>", "", "well made"),
    ("</button>", "", "well made"),
    ('lang="en-GB"', "", "no lang"),
    ("<h1>Hello</h1>", "", "one h1"),
    ("</main>", "<h1>Hello</h1></main>", "one h1"),
    ("<title>Hello", "<title>Goodbye", "does not begin with the h1"),
    ("<title>Hello", "<title>Error: Hello", "belong together"),
    ("<main>", '<main><div class="nhsuk-error-summary"></div>', "belong together"),
    ('<p id="h">', '<p id="a">', "used 2 times"),
    ('value="x"', "", "no csrf_token"),
    ('name="csrf_token"', 'name="other"', "no csrf_token"),
    ('<label for="a">Name</label>', "", "has no label"),
    ('<label for="a">', '<label for="b">', "which is nowhere"),
    ('describedby="h"', 'describedby="i"', "which is nowhere"),
    ("<h1>", '<a href="#gone">Go</a><h1>', "which is nowhere"),
    ("<h1>", '<h1 style="color:red">', "inline attribute 'style'"),
    ("<h1>", '<h1 onclick="x()">', "inline attribute 'onclick'"),
    ("</main>", "<script>x()</script></main>", "inline script"),
    ("</head>", "<style>p{}</style></head>", "inline style sheet"),
    ("</head>", '<script src="https://example.org/x.js"></script></head>', "from elsewhere"),
    ('href="/static', 'href="//example.org/static', "from elsewhere"),
    ("<h1>", '<img alt="" src="data:image/png;base64,x"><h1>', "from elsewhere"),
    ("<h1>", '<img src="/x.png"><h1>', "has no alt"),
    (">Save<", "><", "has no words"),
    ("<h1>Hello</h1>", "<h1></h1>", "the h1 has no words"),
    ("main>", "div>", "no main element"),
    ("<h1>", '<a href="javascript:x()">Go</a><h1>', "runs a script"),
    ("<h1>", '<p aria-labelledby="gone"></p><h1>', "which is nowhere"),
]
"""What is changed on the good page, wherever it stands, and what is then said."""


def test_no_rule_of_the_checker_is_without_a_fault_that_breaks_it():
    said = []
    for old, new, _ in FAULTS:
        with pytest.raises(AssertionError) as raised:
            check_page(GOOD.replace(old, new), 200)
        said.append(str(raised.value))
    rules = [
        node for node in ast.walk(ast.parse(inspect.getsource(page_checks))) if isinstance(node, ast.Yield)
    ]
    assert len(rules) > 15
    for rule in rules:
        words = [
            node.value
            for node in ast.walk(rule)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) > 5
        ]
        assert any(max(words, key=len) in message for message in said), ast.unparse(rule)


@pytest.mark.parametrize(("old", "new", "complaint"), FAULTS)
def test_each_fault_is_named(old, new, complaint):
    assert old in GOOD
    with pytest.raises(AssertionError, match=complaint):
        check_page(GOOD.replace(old, new), 200)


def test_a_link_to_another_site_is_noticed() -> None:
    page = parse_page('<p><a href="https://elsewhere.example">x</a><a href="//elsewhere.example">y</a></p>')
    assert len(outside_addresses(page)) == 2
