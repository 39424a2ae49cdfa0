"""Mappings that would cost time or break something are refused in words."""

import pytest

from review_toolkit.baseline.ingest import MappingRefused, load_mapping


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[" * 20_000, "nested too deeply"),
        ("a: " + "{a: " * 30 + "1" + "}" * 30, "nested too deeply"),
        ("columns: {a: &x b, c: *x}", "aliases"),
        ("pay: {basis: 1" + ":59" * 5_000 + "}", "longer than 1000 characters"),
        ("columns: {ethnicity: " + "x" * 2_000 + "}", "line 1: A text is longer"),
        ('ethnicity:\n  values: {"\\ud800": White}', "line 2: A text holds half of a character"),
        ("#" * 200_000, "far too long"),
    ],
    ids=["brackets", "braces", "alias", "base 60", "long", "surrogate", "size"],
)
def test_a_mapping_that_no_file_needs_is_refused_with_its_reason(text: str, said: str) -> None:
    with pytest.raises(MappingRefused, match=said):
        load_mapping(text, name="mapping.yaml")
