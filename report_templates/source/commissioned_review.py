"""The commissioned-review report: the whole review between two covers, for a board."""

from report_templates.source.appendices import appendices
from report_templates.source.blocks import (
    CLEAR,
    choose,
    contents,
    detail,
    heading,
    paragraph,
    repeat,
    table,
    tag,
)
from report_templates.source.method import method

DESCRIPTION = "Report of a commissioned internal review of race equality."


def body() -> str:
    """Return the document's body."""
    return "".join(
        [
            _cover(),
            contents(),
            _foreword(),
            _summary(),
            _terms(),
            method(),
            _setting(),
            _chapters(),
            _limits(),
            appendices(),
            paragraph("End of {{ title }}, version {{ version }}.", "Closing"),
        ]
    )


def _cover() -> str:
    return "".join(
        [
            paragraph("{{ organisation }}", "CoverOrganisation"),
            paragraph("{{ title }}", "Title"),
            paragraph("Report of a commissioned internal review of race equality", "Subtitle"),
            paragraph("{{ marking }}", "CoverMarking"),
            detail("Status", "{{ status }}"),
            detail("Version", "{{ version }}"),
            detail("Date", "{{ date }}"),
            detail("Staff records as at", "{{ snapshot_date }}"),
            detail("Commissioned by", "{{ people.commissioned_by }}"),
            detail("Sponsor", "{{ people.sponsor }}"),
        ]
    )


def _foreword() -> str:
    return "".join(
        [
            heading("Sponsor’s foreword", numbered=False, new_page=True),
            paragraph(
                "**To be written by the sponsor before issue.** In about a page: why {{ organisation }} "
                "asked for this review, what you take from it, what will happen next and who answers for "
                "it, and when you will report on progress. Write in your own voice. Quote figures from "
                "this report only, with what they can and cannot show. Then delete this note.",
                "ToBeWritten",
            ),
            paragraph("**{{ people.sponsor }}**"),
            paragraph("Sponsor of the review"),
        ]
    )


def _summary() -> str:
    points = choose(
        "chapter.key_points",
        paragraph("{{ chapter.title }}", "Lead")
        + repeat("point in chapter.key_points", paragraph("{{r point }}", "ListBullet")),
    )
    return "".join(
        [
            heading("Executive summary", numbered=False, new_page=True),
            choose(
                "chapters | selectattr('key_points') | list",
                paragraph(
                    "These are the main points of the chapters that follow. Each chapter gives the "
                    "figures behind them, how many people they describe, and what they can and cannot "
                    "show."
                )
                + repeat("chapter in chapters", points),
                paragraph("No stage of the review has figures to report yet."),
            ),
            paragraph(
                "**Reading the figures.** A figure shown as [c] is withheld so that no colleague can be "
                "recognised from it. The chapter on method explains how, and Appendix B lists what is "
                "withheld and why.",
                "Note",
            ),
        ]
    )


def _terms() -> str:
    return "".join(
        [
            heading("Terms of reference, scope and independence", new_page=True),
            heading("Terms of reference", 2),
            paragraph(
                "{{ organisation }} commissioned this review to establish, from evidence, how staff of "
                "different ethnic groups fare in the organisation, and to agree what will be done about "
                "what it finds."
            ),
            paragraph("Commissioned by: **{{ people.commissioned_by }}**", "ListBullet"),
            paragraph("Sponsor: **{{ people.sponsor }}**", "ListBullet"),
            heading("Scope", 2),
            choose(
                "scope",
                repeat("text in scope", paragraph("{{ text }}")),
                paragraph(
                    "**To be written before issue.** Which staff, sites, period and questions the review "
                    "covers; what it leaves out, and why.",
                    "ToBeWritten",
                ),
            ),
            paragraph("Figures about staff in post describe the position on {{ snapshot_date }}."),
            heading("Independence", 2),
            choose(
                "people.reviewers",
                paragraph("The review was carried out by:")
                + repeat("reviewer in people.reviewers", paragraph("{{ reviewer }}", "ListBullet")),
                paragraph("No independent reviewer has been named for this review."),
            ),
            choose(
                "people.combined_roles",
                paragraph("Some people hold more than one role in this review:")
                + repeat("text in people.combined_roles", paragraph("{{ text }}", "ListBullet")),
            ),
            choose(
                "'action_plan' in reported",
                paragraph(
                    "A finding belongs to the reviewer who wrote it. The organisation may point out errors "
                    "of fact, and it answers every recommendation with a reason, whether it accepts it, "
                    "accepts it in part or rejects it. It cannot rewrite a finding or leave one out."
                ),
            ),
            paragraph(
                "Reviewers work from figures that have been made safe to share; they do not see the "
                "records of individual staff."
            ),
        ]
    )


def _setting() -> str:
    return heading("Organisation context") + choose(
        "setting",
        repeat("text in setting", paragraph("{{ text }}")),
        paragraph(
            "**To be written before issue.** What {{ organisation }} does and for whom; its size, "
            "structure and places of work; how people join, progress and leave; earlier work on race "
            "equality and what came of it; anything that changed in the period and bears on the figures.",
            "ToBeWritten",
        ),
    )


def _chapters() -> str:
    section = "".join(
        [
            heading("{{ section.title }}", 2),
            repeat("text in section.paragraphs", paragraph("{{r text }}")),
            tag("for table in section.tables"),
            paragraph("{{p table }}"),
            tag("endfor"),
        ]
    )
    return repeat(
        "chapter in chapters",
        heading("{{ chapter.title }}"),
        choose(
            "chapter.state",
            paragraph(
                "State of this stage on {{ date }}: **{{ chapter.state }}**.", properties="<w:keepNext/>"
            ),
        ),
        choose(
            "chapter.sections",
            repeat("section in chapter.sections", section),
            paragraph("There is nothing to report from this stage yet."),
        ),
    )


def _limits() -> str:
    reasons = choose(
        "account.set_aside",
        repeat(
            "line in account.set_aside",
            paragraph("{{ line.rows }}: {{ line.reason }}", "TableText", properties=CLEAR),
        ),
        paragraph("None", "TableText", properties=CLEAR),
    )
    return "".join(
        [
            heading("Limits and data quality"),
            heading("What became of each row", 2),
            choose(
                "accounts",
                paragraph(
                    "Every row of every file is accounted for: the rows read equal the rows used and the "
                    "rows set aside together."
                )
                + table(
                    "Rows read, used and set aside",
                    [
                        ("File", 1900),
                        ("Rows read", 1300),
                        ("Rows used", 1300),
                        ("Rows set aside, and why", 4570),
                    ],
                    [["{{ account.kind }}", "{{ account.read }}", "{{ account.used }}", reasons]],
                    loop="account in accounts",
                    figures=(1, 2),
                    keep=True,
                ),
                paragraph("No file has been read for this review yet."),
            ),
            heading("Notes on the data", 2),
            choose(
                "notes",
                repeat("note in notes", paragraph("{{ note }}", "ListBullet")),
                paragraph(
                    "Notes on how the file was read name single rows, so they stay with the HR lead and "
                    "are not printed here."
                ),
            ),
            heading("What the figures do not show", 2),
            paragraph(
                "A difference between groups shows where to look. By itself it does not show why the "
                "difference is there. In a small organisation a few people joining or leaving can move a "
                "figure by several points from one year to the next. Where people have not given their "
                "ethnicity, the picture is incomplete by that much. Nothing here is evidence about any "
                "one person."
            ),
        ]
    )
