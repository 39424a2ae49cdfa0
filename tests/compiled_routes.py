"""What builds an address from its rule, compiled once: each application would compile all of it anew.

That takes a fiftieth of a second, which thousands of tests would spend on the same forty addresses.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]
_compile_builder = Rule._compile_builder


@contextmanager
def routes_compiled_once() -> Iterator[None]:
    """Take a builder that was compiled for the same rule, whichever application it was for."""
    kept: dict[tuple[Any, ...], Builder] = {}

    def compiled(rule: Rule, append_unknown: bool = True) -> Builder:
        # All that the builder is made of; the converters are those of the rule that it is bound to.
        key = (rule.rule, tuple(rule._trace), append_unknown)
        if rule.defaults:
            return _compile_builder(rule, append_unknown)
        if key not in kept:
            kept[key] = _compile_builder(rule, append_unknown)
        return kept[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", compiled)
        yield
