"""The environment in which a template's fields are computed: no way out, and no way to fill the memory.

A template is a Word file that a consultant edited, so it is treated like any upload. It may print what the
context holds, loop and choose; nothing else is within its reach. The process limits of `render` stand
behind all this; what is refused here is refused in milliseconds and with a sentence.
"""

from typing import Any

from jinja2 import StrictUndefined, Undefined
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from review_toolkit.exports.word_markup import SentenceRuns, clean, text_markup

FILTERS = frozenset(
    (
        *("abs", "batch", "capitalize", "count", "default", "dictsort", "first", "float", "groupby", "int"),
        *("items", "join", "last", "length", "list", "lower", "map", "max", "min", "reject", "rejectattr"),
        *("replace", "reverse", "round", "select", "selectattr", "slice", "sort", "string", "sum", "title"),
        *("trim", "truncate", "unique", "upper", "wordcount"),
    )
)
"""The filters that a template may use."""

_LONGEST_REPEAT = 100_000
_LARGEST_EXPONENT = 64


class TemplateEnvironment(ImmutableSandboxedEnvironment):
    """Jinja with every value escaped, every unknown name an error, and no arithmetic that grows."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Refuse repetition and powers that could fill the memory, and formatting with `%`."""
        if operator == "%" and isinstance(left, str):
            raise SecurityError("Formatting with % is not available in templates.")
        if operator == "*" and not _harmless_product(left, right):
            raise SecurityError("This repetition is longer than a report may be.")
        if operator == "**" and not (_small(left) and _small(right)):
            raise SecurityError("This power is larger than a template may compute.")
        return super().call_binop(context, operator, left, right)


def environment() -> TemplateEnvironment:
    """Return the environment for a document's body, headers, footers and footnotes."""
    made = TemplateEnvironment(undefined=StrictUndefined, autoescape=True, finalize=_as_markup)
    _restrict(made)
    return made


def plain_environment() -> TemplateEnvironment:
    """Return the environment for document properties, which hold text and not markup."""
    made = TemplateEnvironment(undefined=StrictUndefined, autoescape=False, finalize=_as_text)
    _restrict(made)
    return made


def _restrict(made: TemplateEnvironment) -> None:
    """Leave only what a report has a use for: no global functions, no filter that grows or unescapes."""
    made.globals.clear()
    for name in set(made.filters) - FILTERS:
        del made.filters[name]


def _as_markup(value: Any) -> Any:
    if isinstance(value, Undefined) or hasattr(value, "__html__"):
        return value
    return text_markup(_text(value))


def _as_text(value: Any) -> Any:
    return value if isinstance(value, Undefined) else clean(_text(value))


def _text(value: Any) -> str:
    """Return what a field holds, if it is text: a list or nothing at all has no way of being printed."""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, SentenceRuns):
        return str(value)
    raise TypeError("This field does not hold text. Print one member or one part of it.")


def _harmless_product(left: Any, right: Any) -> bool:
    if isinstance(left, int | float) and isinstance(right, int | float):
        return True
    size, times = (len(left), right) if hasattr(left, "__len__") else (len(right), left)
    return isinstance(times, int) and size * max(times, 0) <= _LONGEST_REPEAT


def _small(number: Any) -> bool:
    return isinstance(number, int | float) and abs(number) <= _LARGEST_EXPONENT
