"""What a message tells people to write in a mapping must be a mapping once it is written there."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from review_toolkit.baseline import ingest
from review_toolkit.baseline.ingest.mapping_examples import as_mapping

BEGINNING = re.compile(r"\b(?:columns|ethnicity|values|groups|grade|clusters|pay): (?=\{)")


def texts_of(source: str) -> Iterator[str]:
    """Yield the texts of a module's sources; what an f-string fills in stands as a mapping or a word."""
    inside: set[ast.AST] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.JoinedStr):
            inside.update(node.values)
            yield "".join(
                part.value
                if isinstance(part, ast.Constant) and isinstance(part.value, str)
                else "{Word: Word}"
                if "as_mapping" in ast.unparse(part)
                else "Word"
                for part in node.values
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in inside:
            yield node.value


def examples_in(text: str) -> Iterator[str]:
    """Yield each "key: {...}" of a text, to the bracket that closes it."""
    for found in BEGINNING.finditer(text):
        depth = 0
        for end in range(found.end(), len(text)):
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            if not depth:
                break
        yield text[found.start() : end + 1]


EXAMPLES = sorted(
    {
        example
        for path in Path(ingest.__file__).parent.glob("*.py")
        for text in texts_of(path.read_text(encoding="utf-8"))
        for example in examples_in(text)
    }
)


def test_there_are_examples_to_look_at():
    assert len(EXAMPLES) >= 7
    assert 'values: {"": not asked}' in EXAMPLES


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_mapping_that_a_message_prints_is_a_mapping(example):
    (value,) = yaml.safe_load(example).values()
    assert isinstance(value, dict)
    assert all(isinstance(key, str) for key in value)


def test_the_advice_about_blank_cells_can_be_followed(read):
    file = "employee_id,ethnicity\n1,A\n2,\n"
    (note,) = [note for note in read(file).notes if "Blank" in note.message]
    (example,) = examples_in(note.remedy)
    followed = read(file, f"ethnicity:\n  {example}")
    assert followed.people["ethnicity"].tolist() == ["White British", "not asked"]


TEXTS = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_categories=["Cc"]), max_size=20)


@given(st.dictionaries(TEXTS, TEXTS, max_size=4), st.lists(TEXTS, max_size=4))
def test_any_label_or_header_reads_back_from_an_example(entries, words):
    assert yaml.safe_load(f"values: {as_mapping(entries)}")["values"] == entries
    numbered = {f"row {number}": word for number, word in enumerate(words)}
    assert list(yaml.safe_load(as_mapping(numbered)).values()) == words


@pytest.mark.parametrize("word", ["no", "on", "null", "1", "White: Irish", "A, B", 'say "yes"', "# 5"])
def test_a_word_that_yaml_would_read_otherwise_stands_in_quotation_marks(word):
    assert yaml.safe_load(as_mapping({word: word})) == {word: word}
