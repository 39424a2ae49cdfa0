"""Text that no spreadsheet takes for a formula.

Labels come from an organisation's files. A cell that begins with `=`, `+`, `-` or `@` is run when a CSV file
is opened, when a workbook is saved as CSV and opened again, and when a Word table is pasted into a
sheet. An apostrophe in front makes it text. What decides is what a lenient program might see as the
beginning: behind blanks, quote characters and characters that nobody sees, in full-width forms too, and
behind a separator that another locale may split at. Numbers are written as numbers and never come here.
"""

import re

from review_toolkit.exports.xml_text import xml_text

_FORMULA = "=+\\-@＝＋－＠﹦﹢﹣﹫⁼⁺⁻₌₊₋"
_SEPARATORS = "\\t\\n\\v\\f\\r\\x1c-\\x1e\\x85\\u2028\\u2029,;|"
_PASSED_OVER = (
    " \\xa0\\u1680\\u2000-\\u200a\\u202f\\u205f\\u3000"  # blanks
    "\"'`´‘’‚‛“”„‟‹›«»＂＇｀"  # quotation marks
    "\\x00-\\x08\\x0e-\\x1b\\x1f\\x7f-\\x84\\x86-\\x9f\\ufffd"  # control characters, and what replaces them
    "\\xad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f"
    "\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff9-\\ufffb"  # seen by nobody
)
_DANGER = re.compile(
    f"^(?=[{_PASSED_OVER}]*[{_FORMULA}\\t\\n\\r])|(?<=[{_SEPARATORS}])(?=[{_PASSED_OVER}]*[{_FORMULA}])"
)


def neutral(text: str) -> str:
    """Return the text with an apostrophe wherever a spreadsheet might find the beginning of a formula.

    Taking one apostrophe away at each such place gives back the text. What no XML can hold is replaced.
    """
    return _DANGER.sub("'", xml_text(text))
