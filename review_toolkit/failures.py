"""What can fail although nobody did anything wrong, with a message that people may read.

A key was exchanged, a stored file was damaged, a template is at fault. No view need answer these one by one:
an error page (`web/errors.py`) and the command line (`commands/running.py`) say what happened. The message
says what and where, and what to do if that is known. It is shown to whoever asked for the page, so it quotes
nothing that they may not see.
"""


class CannotBeDone(RuntimeError):
    """Something cannot be done at the moment, for a reason that was foreseen. The message says which."""
