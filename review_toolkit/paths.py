"""Where the three folders beside the package stand, in a checkout and in an installed wheel.

No other module knows. In a checkout `templates/`, `question_banks/` and `report_templates/` stand beside
the package; a wheel carries them inside it, under `_shipped/`.
"""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
_SHIPPED = PACKAGE / "_shipped"
_ROOT = _SHIPPED if _SHIPPED.is_dir() else PACKAGE.parent

PAGE_TEMPLATES = _ROOT / "templates"
QUESTION_BANKS = _ROOT / "question_banks"
REPORT_TEMPLATES = _ROOT / "report_templates"
MIGRATIONS = PACKAGE / "migrations"
STATIC = PACKAGE / "static"
