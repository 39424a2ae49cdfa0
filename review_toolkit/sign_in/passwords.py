"""What a password must be: said once for forms, commands and Flask-Security.

Long enough, and nothing that is tried first. No rule asks for capitals or signs, and none expires: that
makes passwords worse (NIST SP 800-63B, 5.1.1). What is common is looked up here, and nothing leaves.
"""

from collections.abc import Iterable

FEWEST_PASSWORD_CHARACTERS = 12
MOST_PASSWORD_CHARACTERS = 128
_WEAKEST_SCORE = 3
"""Of 0 to 4: more than 10^8 guesses, beside which ten tries in a quarter of an hour are nothing."""
_LOOKED_AT = 72
"""Characters that the estimate looks at; it takes too long for more."""
_OUR_WORDS = ("review", "toolkit", "reviewtoolkit", "antiracism", "password")


def why_weak(password: str, *, own_words: Iterable[str] = ()) -> str | None:
    """Return in a sentence why a password cannot be taken, None where it can.

    `own_words` are what somebody who knows its owner would try: name, address, organisation.
    """
    if not FEWEST_PASSWORD_CHARACTERS <= len(password) <= MOST_PASSWORD_CHARACTERS:
        return f"Enter a password of {FEWEST_PASSWORD_CHARACTERS} to {MOST_PASSWORD_CHARACTERS} characters"
    from zxcvbn import zxcvbn

    words = [word for text in (*own_words, *_OUR_WORDS) for word in (text, *_parts(text)) if len(word) > 2]
    if zxcvbn(password[:_LOOKED_AT], user_inputs=words)["score"] >= _WEAKEST_SCORE:
        return None
    return (
        "Choose another password: this one is among those that are tried first. Four words that have "
        "nothing to do with each other, or with you, are a good one"
    )


def _parts(text: str) -> list[str]:
    return "".join(sign if sign.isalnum() else " " for sign in text).split()
