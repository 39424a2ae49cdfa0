"""Build the Word templates: `python -m report_templates.build [--output FOLDER]`.

The same sources give the same bytes, so a test can tell whether the committed templates are the ones that
these sources make. A template edited in Word is a consultant's own and lives elsewhere; these are rebuilt.
"""

import argparse
from pathlib import Path

from report_templates.source import commissioned_review
from report_templates.source.package import package

FOLDER = Path(__file__).resolve().parent
TEMPLATES = {"commissioned-review": commissioned_review}


def build(folder: Path) -> list[Path]:
    """Write each template into the folder and return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, template in TEMPLATES.items():
        path = folder / f"{name}.docx"
        path.write_bytes(package(template.body(), description=template.DESCRIPTION))
        written.append(path)
    return written


def main() -> None:
    """Build into the folder named on the command line, otherwise beside this module."""
    parser = argparse.ArgumentParser(description="Build the Word templates.")
    parser.add_argument("--output", type=Path, default=FOLDER, help="folder to write them into")
    build(parser.parse_args().output)


if __name__ == "__main__":
    main()
