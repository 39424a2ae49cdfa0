"""Reading and writing files for commands, with refusals in words."""

from pathlib import Path

import click


def read_whole(path: Path) -> bytes:
    """Return a file's bytes, or leave with a message."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise click.ClickException(
            f"{path.name} cannot be read: {error.strerror}. Check its name and place."
        ) from error


def write_whole(path: Path, content: bytes) -> None:
    """Write beside the target and rename, so that an interrupted run leaves no half file."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.write_bytes(content)
        partial.replace(path)
    except OSError as error:
        raise click.ClickException(
            f"{path.name} cannot be written: {error.strerror}. Choose another place."
        ) from error
    finally:
        partial.unlink(missing_ok=True)


def refuse_overwriting(output: Path, *inputs: Path | None) -> None:
    """Refuse an output that is one of the inputs, by whatever name: the only copy might be lost."""
    if output.exists() and any(path and path.exists() and output.samefile(path) for path in inputs):
        raise click.BadParameter(
            "This file is read by the same command. Choose another name.", param_hint="--output"
        )
