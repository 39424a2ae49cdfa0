"""How pages are made: strict templates, the design system's macros, our filters."""

from flask import Flask
from jinja2 import FileSystemLoader, StrictUndefined

from review_toolkit.figures import uk_date
from review_toolkit.paths import PAGE_TEMPLATES
from review_toolkit.web import filters
from review_toolkit.web.assets import static_url
from review_toolkit.web.field_types import is_multipart, kind_of
from review_toolkit.web.nhs import NhsMacros
from review_toolkit.web.problems import problems_of

_NHS = NhsMacros()
"""Loading a macro takes longer than using it, and none of them knows of the application that uses it."""


def init_templates(app: Flask) -> None:
    """Let the app find its templates, and let a template fail on a name that it does not know."""
    app.jinja_loader = FileSystemLoader(PAGE_TEMPLATES)
    # Extensions may have made the environment already: change it, do not rely on being first.
    environment = app.jinja_env
    environment.undefined = StrictUndefined
    environment.trim_blocks = True
    environment.lstrip_blocks = True
    environment.globals.update(
        nhs=_NHS,
        static_url=static_url,
        problems_of=problems_of,
        # Where nobody can sign in there is no draft; access/drafts.py puts its own in their place.
        draft_mark=lambda _form, _to=None, _page=None: "",
        carried_draft=lambda: "",
        acting_here=lambda: None,  # people/banner.py
    )
    environment.filters.update(
        figure=filters.figure,
        sentence=filters.sentence,
        uk_date=uk_date,
        uk_datetime=filters.uk_datetime,
        kind=kind_of,
    )
    environment.tests["multipart"] = is_multipart
