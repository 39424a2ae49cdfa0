"""What can go wrong while a template is filled, said so that the template's author can mend it."""

import difflib
import re
from collections.abc import Collection

from review_toolkit.failures import CannotBeDone

_MISSING = (
    re.compile(r"^'(?P<field>[^']+)' is undefined"),
    re.compile(r"has no attribute '(?P<field>[^']+)'"),
    re.compile(r"^No (?:filter|test) named '(?P<field>[^']+)'"),
)
_EXPRESSION = re.compile(r"\{[{%]\s*(?:p|r|tr|tc)?\s*(?P<body>[^{}%]*)")


class RenderFault(CannotBeDone):
    """A report could not be written."""


class RenderLimitExceeded(RenderFault):
    """Filling the template took more time, memory or output than a report may."""


class TemplateFault(RenderFault):
    """A template cannot be filled. Says in which template, below which heading, at which words, and why."""

    def __init__(
        self, template: str, *, heading: str, surroundings: str, field: str, problem: str, remedy: str
    ) -> None:
        self.template = template
        self.heading = heading
        self.surroundings = surroundings
        self.field = field
        self.problem = problem
        self.remedy = remedy
        super().__init__(self._message())

    def _message(self) -> str:
        place = f"below the heading '{self.heading}'" if self.heading else "before the first heading"
        near = f", near '{self.surroundings}'" if self.surroundings else ""
        return f"The template '{self.template}' has a fault {place}{near}: {self.problem} {self.remedy}"

    def as_plain(self) -> dict[str, str]:
        """Return the fault as plain values, to cross from the child process."""
        return {
            "template": self.template,
            "heading": self.heading,
            "surroundings": self.surroundings,
            "field": self.field,
            "problem": self.problem,
            "remedy": self.remedy,
        }


def not_a_template(template: str, problem: str) -> TemplateFault:
    """Return the fault for a file that is no Word document."""
    return TemplateFault(
        template,
        heading="",
        surroundings="",
        field="",
        problem=problem,
        remedy="Save the template in Word as a Word Document (.docx) and try again.",
    )


def fault_at(
    template: str,
    *,
    message: str,
    line: int | None,
    source: str,
    headings: Collection[str],
    known: Collection[str],
) -> TemplateFault:
    """Describe an error in a template's markup.

    `source` is the markup with each paragraph on a line of its own, `line` counts from 1, `headings` are the
    ids of heading styles, `known` the names that the template may use.
    """
    lines = source.splitlines()
    index = min(max((line or 1) - 1, 0), max(len(lines) - 1, 0))
    here = _words(lines[index]) if lines else ""
    field = _likely_field(message, here)
    return TemplateFault(
        template,
        heading=_nearest_heading(lines[: index + 1], headings),
        surroundings=_shortened(here or (_words(lines[index - 1]) if index else "")),
        field=field,
        problem=_sentence(message),
        remedy=_remedy(field, known),
    )


def _likely_field(message: str, here: str) -> str:
    for pattern in _MISSING:
        if found := pattern.search(message):
            return found["field"]
    expression = _EXPRESSION.search(here)
    return expression["body"].strip() if expression else ""


def _remedy(field: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(field, known, n=1, cutoff=0.6) if field not in known else []
    if near:
        return f"Did you mean '{near[0]}'? Correct the field in Word and try again."
    if field:
        return f"Check the field '{field}' against the list of fields, correct it in Word and try again."
    return "Check the fields in this paragraph, correct them in Word and try again."


def _nearest_heading(lines: list[str], headings: Collection[str]) -> str:
    for line in reversed(lines):
        style = re.search(r'<w:pStyle w:val="([^"]+)"', line)
        if style and style[1] in headings:
            return _shortened(_words(line))
    return ""


def _words(markup: str) -> str:
    words = re.sub(r"<[^>]+>", "", markup)
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        words = words.replace(entity, character)
    return " ".join(words.split())


def _shortened(words: str, limit: int = 160) -> str:
    return words if len(words) <= limit else words[: limit - 1] + "…"


def _sentence(message: str) -> str:
    message = message.strip() or "the markup cannot be read"
    return message if message.endswith((".", "?", "!")) else message + "."
