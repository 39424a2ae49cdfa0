"""The appendices of the commissioned-review report: what a careful reader needs to check it."""

from report_templates.source.blocks import choose, heading, paragraph, repeat, table

_GLOSSARY = (
    ("Comparator", "The group that another is compared with."),
    ("Declaration rate", "The share of staff whose ethnicity is recorded."),
    ("Declined", "The person was asked for their ethnicity and preferred not to say."),
    (
        "Ethnic group",
        "The group that a member of staff chose from the organisation’s list, or a larger group that "
        "theirs belongs to.",
    ),
    ("Headcount", "Number of people, whatever their hours."),
    ("Indicator", "Something that the review measures, always by the same written definition."),
    ("Median", "The middle value when all are put in order: half lie above it and half below."),
    ("Not asked", "The record says that the person was not asked for their ethnicity."),
    ("Not known", "No ethnicity is recorded, and the record does not say why."),
    (
        "Release",
        "A set of figures made safe and fixed together. Everything published by the review comes from one.",
    ),
    ("Snapshot date", "The day on which staff in post are counted."),
    (
        "Staff from minority ethnic groups",
        "Staff of all ethnic groups other than the White groups, unless the organisation’s own terms say "
        "otherwise.",
    ),
    ("Threshold", "The smallest number of people from a group that a breakdown may show: {{ threshold }}."),
    ("Withheld, [c]", "Not shown, so that no colleague can be recognised."),
)


def appendices() -> str:
    """Return the appendices, the glossary and the change log."""
    return "".join([_definitions(), _withheld(), _sources(), _glossary(), _changes()])


def _definitions() -> str:
    return heading("Appendix A: Definitions of the indicators", numbered=False, new_page=True) + choose(
        "definitions",
        repeat(
            "definition in definitions",
            heading("{{ definition.title }}", 2, numbered=False),
            paragraph("{{ definition.text }}"),
            paragraph("**Formula:** {{ definition.formula }}"),
            choose("definition.direction", paragraph("**Direction:** {{ definition.direction }}")),
            paragraph("**Source:** {{ definition.source }}"),
            paragraph("Definition {{ definition.id }}", "TableNote"),
        ),
        paragraph("No indicator has been computed for this report."),
    )


def _withheld() -> str:
    return heading("Appendix B: Figures withheld", numbered=False) + choose(
        "withheld",
        paragraph(
            "Figures in the following places are withheld. The rule is explained in the chapter on "
            "method. A figure may be withheld because it is small itself, or because it would reveal one "
            "that is; which of the two is not said, for the same reason."
        )
        + table(
            "Figures withheld, and why",
            [("Where", 3570), ("Why", 5500)],
            [["{{ line.table }}", "{{ line.reason }}"]],
            loop="line in withheld",
        ),
        paragraph("No figure in this report is withheld."),
    )


def _sources() -> str:
    return "".join(
        [
            heading("Appendix C: Sources and fingerprints", numbered=False),
            paragraph(
                "A fingerprint is a code computed from the whole content of something. If a single "
                "character of it changed, so would its fingerprint."
            ),
            choose(
                "release_number",
                paragraph(
                    "The figures in this report come from **release {{ release_number }}**, whose "
                    "fingerprint (SHA-256) is:"
                )
                + paragraph("{{ release_hash }}", "Fingerprint")
                + paragraph(
                    "Every file of these figures that is downloaded names it. So anybody can see whether "
                    "a file of figures is of this release.",
                    properties='<w:spacing w:before="120"/>',
                ),
                paragraph("The figures in this report do not come from a numbered release."),
            ),
            choose(
                "sources",
                table(
                    "Files that the figures were computed from",
                    [("File", 3200), ("Fingerprint (made with the server’s key)", 5870)],
                    [["{{ source.label }}", paragraph("{{ source.fingerprint }}", "Fingerprint")]],
                    loop="source in sources",
                )
                + paragraph(
                    "These are made with a secret key of the server that keeps the review. Without that "
                    "key nobody can try out what stood in a file about colleagues, and nobody can work "
                    "out such a fingerprint: the plain SHA-256 of the same file is another code. They are "
                    "for comparing. Where two reports or releases of this server name the same "
                    "fingerprint, they rest on the same file. The HR lead holds the files themselves."
                ),
                paragraph("No file has been read for this report."),
            ),
        ]
    )


def _glossary() -> str:
    return heading("Glossary", numbered=False) + table(
        "Terms used in this report", [("Term", 2770), ("Meaning", 6300)], _GLOSSARY, keep=True
    )


def _changes() -> str:
    return heading("Change log", numbered=False) + table(
        "Versions of this report",
        [("Version", 1500), ("Date", 2070), ("What changed", 5500)],
        [
            ["{{ version }}", "{{ date }}", "This version. Status: {{ status }}."],
            ["{%tr for change in changes %}", "", ""],
            ["{{ change.version }}", "{{ change.date }}", "{{ change.text }}"],
            ["{%tr endfor %}", "", ""],
        ],
    )
