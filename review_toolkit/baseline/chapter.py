"""What the baseline says in words, on its page and in the report alike, from the release alone."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from review_toolkit.analysis.groups import (
    ALL_STAFF,
    DECLINED,
    NOT_ASKED,
    NOT_IN_CLUSTER,
    NOT_KNOWN,
    UNKNOWN,
)
from review_toolkit.baseline import queries
from review_toolkit.figures import (
    Cell,
    Chapter,
    Figure,
    Hidden,
    NotCalculable,
    Paragraph,
    ReleaseContent,
    Section,
    Sentence,
    Shown,
    Table,
    UnknownFigure,
    Verdict,
    sentence,
    uk_date,
)
from review_toolkit.figures.wording import printed_value
from review_toolkit.releases.queries import current_release

TITLE = "Demographic baseline"
# What is hidden may be small itself or protect something else; no sentence says which (privacy.md, one mark).
_HIDDEN_GROUPS = (
    " people were in post. The numbers by ethnic group are hidden to protect colleagues: they, or others "
    "that could be worked out from them, are about too few people."
)
_HIDDEN_LEVELS = (
    "The ethnic make-up of each level is hidden to protect colleagues: its numbers, or others that could be "
    "worked out from them, are about too few people. The number of staff at each level is shown, because "
    "colleagues know it."
)
_HIDDEN_PAY = (
    "The {statistic} pay gap is hidden to protect colleagues: it, or a figure that could be worked out from "
    "it, is about too few people."
)
_CANNOT_TELL = (
    "With this many people, gaps smaller than that cannot be seen. How pay is set, and what staff say of it, "
    "can tell more."
)
_VERDICTS: Mapping[Verdict, str] = {
    "gap": "there is evidence of a gap, for chance alone would rarely produce one as large.",
    "small gap": "there is evidence of a gap, and it is a small one.",
    "little or no gap": "there is little or no gap: the figures leave room for a small one at most.",
}


def chapter(review_id: UUID) -> Chapter | None:
    """Return the chapter, or None before figures are released."""
    release = current_release(review_id)
    if release is None:
        return None
    told, held_back = baseline_chapter(release.content), queries.held_back(review_id)
    if not held_back:
        return told
    return replace(told, sections=(Section("Not updated", ((sentence(held_back),),)), *told.sections))


def baseline_chapter(content: ReleaseContent) -> Chapter:
    """Put the released figures into words. A hidden figure is never part of a sentence."""
    who, leads, paid = _who_works_here(content), _who_leads(content), _who_is_paid_less(content)
    directorates = content.table("headcount_by_directorate")
    sections = [
        Section("Who works here", (who,), _tables(content, "representation")),
        Section("Who is at which level", (leads,), _tables(content, "representation_by_")),
        Section("Who is paid less", (paid,), _tables(content, "pay_")),
    ]
    if directorates:
        sections.append(Section("Directorates", (), (directorates,)))
    return Chapter("baseline", TITLE, (*who, *leads[:1], *paid[:2]), tuple(sections))


def described(group: str) -> str:
    """Say in words that people are recorded in a group."""
    return "from minority ethnic groups" if group == "Minority ethnic" else f"recorded as {group}"


def _roots(content: ReleaseContent) -> tuple[Figure, ...]:
    table = content.table("representation")
    rows = table.rows if table else ()
    return tuple(row.cells[0].figure for row in rows if row.cells[0].figure.group not in UNKNOWN)


def _compared(content: ReleaseContent) -> tuple[Figure, ...]:
    """The coarsest groups but the comparator; all of them where no comparator is on record."""
    comparators = {figure.comparator for figure in content.figures if figure.comparator}
    return tuple(figure for figure in _roots(content) if figure.group not in comparators)


def _who_works_here(content: ReleaseContent) -> Paragraph:
    staff = content.find("headcount", ALL_STAFF)
    sentences = []
    reasons: dict[str, None] = {}
    for figure in _compared(content):
        if isinstance(figure.state, NotCalculable):
            reasons[figure.state.reason] = None
        if figure.shown:
            sentences.append(
                sentence(
                    f"On {uk_date(content.snapshot_date)}, ",
                    staff,
                    " people were in post, and ",
                    figure,
                    " of them (",
                    Cell(figure, "numerator"),
                    f") were {described(figure.group)}. That is a count of everyone, not an estimate.",
                )
            )
    if not sentences and reasons:
        opening = sentence(f"On {uk_date(content.snapshot_date)}, ", staff, " people were in post.")
        sentences += [opening, *(sentence(reason) for reason in reasons)]
    elif not sentences:
        sentences.append(sentence(f"On {uk_date(content.snapshot_date)}, ", staff, _HIDDEN_GROUPS))
    rate = content.find("declaration_rate", ALL_STAFF)
    if rate.shown:
        sentences.append(
            sentence(
                rate,
                " of staff have a recorded ethnic group (",
                Cell(rate, "numerator"),
                " of ",
                Cell(rate, "denominator"),
                f"); {_others(content)}.",
            )
        )
    return tuple(sentences)


def _others(content: ReleaseContent) -> str:
    """Say what is recorded of those without a group, naming only what occurs."""
    words = {NOT_KNOWN: "are not known", DECLINED: "declined", NOT_ASKED: "were not asked"}
    found = [
        text
        for word, text in words.items()
        if (shown := content.find("representation", word).shown) and shown.numerator
    ]
    if not found:
        return "there are no others"
    return f"the others {' or '.join(found)}, and stay in every total"


def _who_leads(content: ReleaseContent) -> Paragraph:
    table = content.table("representation_by_cluster")
    rows = [row for row in table.rows if row.label != NOT_IN_CLUSTER] if table else []
    if len(rows) < 2:
        return _without_clusters(content)
    sentences: list[Sentence] = []
    low, high = rows[0], rows[-1]
    for figure in _compared(content):
        pair = [
            cell.figure
            for row in (high, low)
            for cell in row.cells
            if cell.figure.group == figure.group and cell.part == "value" and cell.figure.shown
        ]
        if len(pair) == 2:
            sentences.append(
                sentence(
                    pair[0],
                    f" of staff in “{high.label}” were {described(figure.group)}, against ",
                    pair[1],
                    f" in “{low.label}”. Both are counts of everyone.",
                )
            )
    return tuple(sentences) or (sentence(_HIDDEN_LEVELS),)


def _without_clusters(content: ReleaseContent) -> Paragraph:
    reasons = [
        figure.state.reason
        for figure in content.of("representation_by_grade")
        if isinstance(figure.state, NotCalculable)
    ]
    return (sentence(reasons[0]),) if reasons else ()


def _who_is_paid_less(content: ReleaseContent) -> Paragraph:
    sentences: list[Sentence] = []
    verdicts = set()
    reasons: dict[str, None] = {}
    for figure in _compared(content):
        for statistic in ("median", "mean"):
            try:
                gap = content.find(f"{statistic}_pay_gap", figure.group)
            except UnknownFigure:
                continue
            if isinstance(gap.state, Shown):
                sentences.append(_gap_in_words(gap, gap.state, statistic))
                verdicts.add(gap.state.verdict)
            elif isinstance(gap.state, Hidden):
                sentences.append(sentence(_HIDDEN_PAY.format(statistic=statistic)))
            else:
                reasons[gap.state.reason] = None
    if not sentences and reasons:
        return tuple(sentence(reason) for reason in reasons)
    if not sentences:
        general = dict.fromkeys(
            figure.state.reason
            for figure in content.of("median_pay_gap")
            if isinstance(figure.state, NotCalculable)
        )
        return tuple(sentence(reason) for reason in general)
    if "cannot tell" in verdicts:
        sentences.append(sentence(_CANNOT_TELL))
    return (*sentences, sentence("Pay gaps compare everyone, whatever their job."))


def _gap_in_words(gap: Figure, shown: Shown, statistic: str) -> Sentence:
    """Say which way a gap goes, what it could be, and what may be concluded (evidence.md 2)."""
    whose = f"The {statistic} pay of staff {described(gap.group)}"
    theirs = f"{gap.comparator} staff"
    # As printed: a gap that prints as 0.0% has no direction.
    value = printed_value(gap)
    if value > 0:
        said: tuple[str | Figure, ...] = (f"{whose} was ", gap, f" lower than that of {theirs}")
    elif value < 0:
        # The figure keeps its sign, so that it reads alike here and in the table.
        said = (f"{whose} was higher than that of {theirs}: the gap is ", gap, " (below zero: paid more)")
    else:
        said = (f"{whose} was the same, after rounding, as that of {theirs}: the gap is ", gap)
    if shown.interval is None or shown.verdict is None:
        return sentence(*said, ".")
    range_ = Cell(gap, "interval")
    if shown.verdict == "cannot tell":
        return sentence(
            *said,
            ". This is not certain: the figures fit a gap of anything from ",
            range_,
            " (below zero: paid more), so they neither show nor rule out a gap.",
        )
    return sentence(
        *said, f"; {_VERDICTS[shown.verdict]} The figures fit a gap of anything from ", range_, "."
    )


def _tables(content: ReleaseContent, prefix: str) -> tuple[Table, ...]:
    """The tables whose name begins so; "representation" alone means all staff, not levels."""
    return tuple(
        table
        for table in content.tables
        if table.name.startswith(prefix)
        and (prefix != "representation" or not table.name.startswith("representation_by_"))
    )
