"""Forms of the baseline."""

from review_toolkit.web.forms import FileField, Form, HiddenField, Required


class ImportForm(Form):
    """A workforce file and, where its columns or labels are its own, a mapping."""

    workforce = FileField(
        "Workforce file",
        description="CSV or XLSX, one row for each person, up to 50 MB.",
        validators=[Required("Choose the workforce file")],
    )
    mapping = FileField(
        "Mapping (optional)",
        description=(
            "A YAML file that says which column is which and what the labels mean. Leave it out if the file "
            "uses usual column names and the NHS ethnic categories."
        ),
    )


class ReleaseForm(Form):
    """Confirms a release of what was looked at: `seen` is its fingerprint."""

    seen = HiddenField(validators=[Required("Check the figures again, then release them")])
