"""Fill a Word template in a process of its own, with limits on time, memory and output.

The only module that imports docxtpl, and only inside the child. The child gets a template, plain JSON and
an environment without secrets; it gives back a document, or a fault in words.
"""

import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

from review_toolkit.paths import PACKAGE
from review_toolkit.reports.faults import RenderFault, RenderLimitExceeded, TemplateFault

__all__ = ["RenderFault", "RenderLimitExceeded", "TemplateFault", "main", "render", "render_here"]

MEMORY = 1024**3
CPU_SECONDS = 60
WALL_SECONDS = 90.0

_log = logging.getLogger(__name__)

_FAULT, _LIMIT = 3, 4
_KIND = re.compile(rb"[A-Za-z_][\w.]{0,199}")
_KEPT_VARIABLES = ("SYSTEMROOT", "TEMP", "TMP", "TMPDIR")
_TOO_MUCH = (
    "Filling the template '{name}' was stopped: it needed more {what} than a report may. "
    "Look for a field that repeats or multiplies text, and for a loop inside a loop."
)


def render(
    template: Path | bytes,
    context: Mapping[str, Any],
    *,
    name: str = "",
    seconds: float = WALL_SECONDS,
) -> bytes:
    """Fill a template with a plain context (`context.to_plain`) and return the document's bytes.

    Raises `TemplateFault` where the template is at fault and `RenderLimitExceeded` where it took more than
    `seconds`, 60 seconds of processor time or 1 GB of memory.
    """
    name, content = _named(template, name)
    request = json.dumps({"name": name, "context": context}).encode() + b"\n" + content
    try:
        child = subprocess.run(
            [sys.executable, "-P", "-m", "review_toolkit.reports.render"],
            input=request,
            capture_output=True,
            env=_environment(),
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise RenderLimitExceeded(_TOO_MUCH.format(name=name, what="time")) from None
    if child.returncode == 0:
        return child.stdout
    if child.returncode == _FAULT:
        raise TemplateFault(**json.loads(child.stdout))
    if child.returncode == _LIMIT:
        raise RenderLimitExceeded(_TOO_MUCH.format(name=name, what=child.stdout.decode() or "memory"))
    if child.returncode < 0:  # killed by the system: the limits of `_limit` end a process by a signal
        raise RenderLimitExceeded(_TOO_MUCH.format(name=name, what="time or memory"))
    # A traceback may quote the report, so nothing but the kind of the exception is passed on.
    kind = child.stderr.strip()
    _log.error(
        "The renderer ended with code %d (%s).",
        child.returncode,
        kind.decode() if _KIND.fullmatch(kind) else "unknown",
    )
    raise RenderFault(f"The renderer ended with code {child.returncode} while filling '{name}'.")


def render_here(template: Path | bytes, context: Mapping[str, Any], *, name: str = "") -> bytes:
    """Fill a template in this process, without limits: for tests, and for the child itself."""
    from review_toolkit.reports.filling import fill

    name, content = _named(template, name)
    return fill(name, content, context, template_class=_docx_template())


def main(source: BinaryIO, target: BinaryIO) -> int:
    """Read a request, write a document or a fault, and return the exit code."""
    _limit()
    try:
        header, _, content = source.read().partition(b"\n")
        request = json.loads(header)
        document = render_here(content, request["context"], name=request["name"])
    except TemplateFault as fault:
        target.write(json.dumps(fault.as_plain()).encode())
        return _FAULT
    except RenderLimitExceeded:
        target.write(b"room")
        return _LIMIT
    except (MemoryError, RecursionError):
        return _LIMIT
    target.write(document)
    return 0


def _docx_template() -> type[Any]:
    from docxtpl import DocxTemplate

    return DocxTemplate  # type: ignore[no-any-return]


def _named(template: Path | bytes, name: str) -> tuple[str, bytes]:
    if isinstance(template, bytes):
        return name or "template", template
    return name or template.name, template.read_bytes()


def _environment() -> dict[str, str]:
    """The child's environment: what Python needs to start, and nothing that was configured for the app."""
    kept = {key: os.environ[key] for key in _KEPT_VARIABLES if key in os.environ}
    if PACKAGE.parent.name != "site-packages":  # a checkout: the interpreter may not find the package itself
        kept["PYTHONPATH"] = str(PACKAGE.parent)
    return kept | {"PYTHONUTF8": "1", "PYTHONHASHSEED": "0"}


def _limit() -> None:
    """Bound this process's memory and processor time, where the system can."""
    if sys.platform == "win32":
        return
    import resource

    for kind, bound in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, CPU_SECONDS)):
        _, hard = resource.getrlimit(kind)
        soft = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
        try:
            resource.setrlimit(kind, (soft, soft))
        except (ValueError, OSError):  # macOS does not take a limit on address space
            continue


def _tell_kind_only(kind: type[BaseException], _error: BaseException, _: TracebackType | None) -> None:
    """Say which kind of exception ended the child: its words may quote the report."""
    sys.stderr.write(f"{kind.__module__}.{kind.__qualname__}")


if __name__ == "__main__":
    sys.excepthook = _tell_kind_only
    sys.exit(main(sys.stdin.buffer, sys.stdout.buffer))
