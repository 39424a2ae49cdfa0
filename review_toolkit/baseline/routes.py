"""Pages of the baseline: import, how the rows were used, release, figures, withdrawal, working view."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from review_toolkit.access.actions import Action
from review_toolkit.access.guards import can, current_actor, requires
from review_toolkit.baseline import queries, service
from review_toolkit.baseline.chapter import baseline_chapter
from review_toolkit.baseline.forms import ImportForm, ReleaseForm, WithdrawForm
from review_toolkit.baseline.indicators import lacks_pay_gaps
from review_toolkit.baseline.ingest import ExtractRefused, Mapping, SourceFile, load_mapping
from review_toolkit.baseline.jobs import PREPARE_BASELINE, RELEASE_BASELINE
from review_toolkit.baseline.preparation import Ready
from review_toolkit.exports.formats import FORMATS
from review_toolkit.figures import fingerprint_of
from review_toolkit.jobs.queries import failure_of_latest, unfinished_job
from review_toolkit.jobs.service import enqueue, enqueue_once
from review_toolkit.releases.outcomes import HeldBack, Refused
from review_toolkit.releases.queries import (
    charts_of_release,
    current_release,
    has_release,
    has_released,
    latest_date,
    numbered_release,
    releases_of,
)
from review_toolkit.releases.service import WithdrawalRefused
from review_toolkit.reviews.queries import review_of, why_closed
from review_toolkit.vault import vault_of
from review_toolkit.web.writes import transaction, writes

blueprint = Blueprint("baseline", __name__, url_prefix="/reviews/<uuid:review_id>/baseline")


@blueprint.get("")
@requires(Action.SEE_FIGURES, stage=service.STAGE)
def show(review_id: UUID) -> ResponseReturnValue:
    """Show the released figures, or what is still to do before there are any."""
    review = review_of(review_id)
    release = current_release(review_id)
    extract = (
        queries.current_extract(review_id) if can(Action.IMPORT_DATA, review_id, service.STAGE) else None
    )
    return render_template(
        "baseline/show.html",
        review=review,
        release=release,
        chapter=baseline_chapter(release.content) if release else None,
        charts=charts_of_release(release.id) if release else {},
        formats=FORMATS,
        extract=extract,
        held_back=queries.held_back(review_id),
        releases=releases_of(review_id),
        closed=why_closed(review_id, stage=service.STAGE),
        releasing=unfinished_job(RELEASE_BASELINE.name, review_id=review_id),
    )


@blueprint.get("/import")
@requires(Action.IMPORT_DATA, stage=service.STAGE)
def ask_for_file(review_id: UUID) -> ResponseReturnValue:
    """Ask for the workforce file."""
    latest = latest_date(review_id)
    standing = has_release(review_id)
    return _import_page(review_id, _import_form(review_id, snapshot_date=None if standing else latest))


@blueprint.post("/import")
@requires(Action.IMPORT_DATA, stage=service.STAGE)
def import_file(review_id: UUID) -> ResponseReturnValue:
    """Read the file and keep it sealed, or say everything that is wrong with it."""
    review = review_of(review_id)
    form = _import_form(review_id)
    try:
        service.refuse_import(review)
        if not form.validate_on_submit():
            return _import_page(review_id, form), 422
        day = (form.snapshot_date.data if "snapshot_date" in form else None) or review.snapshot_date
        service.refuse_future(day, today=datetime.now(ZoneInfo("Europe/London")).date())
        service.refuse_date(review, day)
        sent = form.workforce.chosen
        read = service.read_extract(
            review,
            SourceFile(name=sent.name, content=sent.content),
            _mapping_of(form),
            vault=vault_of(current_app),
            snapshot_date=day,
        )
        with transaction():
            service.keep_extract(review, read, actor=current_actor())
            job_id = enqueue(
                PREPARE_BASELINE.name, arguments={}, review_id=review.id, requested_by=current_actor()
            ).id
    except ExtractRefused as refused:
        form.form_errors.extend(str(problem) for problem in refused.problems)
        return _import_page(review_id, form), 422
    except service.ImportRefused as refused:
        form.form_errors.append(str(refused))
        return _import_page(review_id, form), 409
    flash("The file was read. Next: check how its rows were used.")
    return redirect(url_for("overview.job", review_id=review.id, job_id=job_id))


@blueprint.get("/check")
@requires(Action.IMPORT_DATA, stage=service.STAGE)
def check(review_id: UUID) -> ResponseReturnValue:
    """Show where each row went and what would be released."""
    return _check_page(review_id, ReleaseForm(formdata=None))


@blueprint.post("/prepare")
@requires(Action.IMPORT_DATA, stage=service.STAGE)
@writes
def prepare(review_id: UUID) -> ResponseReturnValue:
    """Ask for the figures of the newest file to be worked out again."""
    if refused := service.why_not_release(review_of(review_id)):
        flash(refused)
        return redirect(url_for("baseline.check", review_id=review_id))
    job = enqueue_once(PREPARE_BASELINE.name, arguments={}, review_id=review_id, requested_by=current_actor())
    return redirect(url_for("overview.job", review_id=review_id, job_id=job.id))


@blueprint.post("/release")
@requires(Action.RELEASE_FIGURES, stage=service.STAGE)
def release(review_id: UUID) -> ResponseReturnValue:
    """Ask for the protected figures that were looked at to be frozen for everyone in the review."""
    review = review_of(review_id)
    if refused := service.why_not_release(review):
        flash(refused)
        return redirect(url_for("baseline.check", review_id=review_id))
    form = ReleaseForm()
    if not form.validate_on_submit():
        return _check_page(review_id, form), 422
    with transaction():
        job = enqueue_once(
            RELEASE_BASELINE.name,
            arguments={"seen": form.fingerprint},
            review_id=review.id,
            requested_by=current_actor(),
        )
        job_id = job.id
    return redirect(url_for("overview.job", review_id=review_id, job_id=job_id))


@blueprint.get("/withdraw/<int(max=9999):number>")
@requires(Action.WITHDRAW_FIGURES, stage=service.STAGE)
def ask_why(review_id: UUID, number: int) -> ResponseReturnValue:
    """Say what withdrawing a release means, and ask for the reason."""
    return _withdraw_page(review_id, number, WithdrawForm(formdata=None))


@blueprint.post("/withdraw/<int(max=9999):number>")
@requires(Action.WITHDRAW_FIGURES, stage=service.STAGE)
@writes
def withdraw(review_id: UUID, number: int) -> ResponseReturnValue:
    """Withdraw a release for everybody, with a reason."""
    review, form = review_of(review_id), WithdrawForm(formdata=None)
    if why_closed(review_id, stage=service.STAGE):
        return _withdraw_page(review_id, number, form), 409
    form = WithdrawForm()
    if not form.validate_on_submit():
        return _withdraw_page(review_id, number, form), 422
    try:
        service.withdraw_figures(review, number, reason=form.reason.data, actor=current_actor())
    except WithdrawalRefused as refused:
        form.form_errors.append(str(refused))
        return _withdraw_page(review_id, number, form), 409
    flash(f"Release {number} is withdrawn. You can import a corrected file now.")
    return redirect(url_for("baseline.show", review_id=review_id))


@blueprint.get("/working-view")
@requires(Action.SEE_WORKING_VIEW, stage=service.STAGE)
def working_view(review_id: UUID) -> ResponseReturnValue:
    """Show exact figures to the person who holds the file, and note the visit (design.md 7.11)."""
    from review_toolkit.baseline.measures import measure_baseline
    from review_toolkit.baseline.working_view import MARKING, working_tables

    review, extract = review_of(review_id), queries.current_extract(review_id)
    if extract is None:
        return redirect(url_for("baseline.ask_for_file", review_id=review_id))
    workforce = queries.workforce_of(extract, vault=vault_of(current_app))
    with transaction():
        service.note_visit(review, extract, actor=current_actor())
    return render_template(
        "baseline/working_view.html",
        review=review,
        extract=extract,
        marking=MARKING,
        tables=working_tables(measure_baseline(workforce), threshold=review.threshold),
    )


def _check_page(review_id: UUID, form: ReleaseForm) -> Response | str:
    review = review_of(review_id)
    extract = queries.current_extract(review_id)
    if extract is None:
        return redirect(url_for("baseline.ask_for_file", review_id=review.id))
    workforce = queries.workforce_of(extract, vault=vault_of(current_app))
    # What is released stays what it was, even if a later version of the toolkit would compute otherwise.
    release = current_release(review_id) if has_released(review_id, extract.snapshot_date) else None
    found = None if release else service.prepared_now(review, extract, vault=vault_of(current_app))
    result = found.result if found else None
    content = release.content if release else result.content if isinstance(result, Ready) else None
    form.seen.data = fingerprint_of(content) if content else ""
    return render_template(
        "baseline/check.html",
        review=review,
        extract=extract,
        account=workforce.account,
        notes=workforce.notes,
        content=content,
        held_back=result.reason if isinstance(result, HeldBack) else "",
        refused=result.reason if isinstance(result, Refused) else "",
        without_pay_gaps=lacks_pay_gaps(content) if content else False,
        released=release is not None,
        release_number=release.number if release else None,
        withdrawn=release is None and extract.release_id is not None,
        closed=why_closed(review_id, stage=service.STAGE),
        preparing=unfinished_job(PREPARE_BASELINE.name, review_id=review_id),
        failed=failure_of_latest(PREPARE_BASELINE.name, review_id=review_id, since=extract.imported_at),
        releasing=unfinished_job(RELEASE_BASELINE.name, review_id=review_id),
        form=form,
    )


def _withdraw_page(review_id: UUID, number: int, form: WithdrawForm) -> str:
    return render_template(
        "baseline/withdraw.html",
        review=review_of(review_id),
        release=numbered_release(review_id, number),
        closed=why_closed(review_id, stage=service.STAGE),
        form=form,
    )


def _import_form(review_id: UUID, **fields: object) -> ImportForm:
    """The form of the import. A review's first file is of the review's own date, so that is not asked.

    Whoever sends a page that did not ask, because figures were released since, means that date as well.
    """
    form = ImportForm(**fields)
    unasked = request.method == "POST" and f"{form.snapshot_date.name}-day" not in request.form
    if latest_date(review_id) is None or unasked:
        del form.snapshot_date
    return form


def _import_page(review_id: UUID, form: ImportForm) -> str:
    return render_template(
        "baseline/import.html",
        review=review_of(review_id),
        form=form,
        release=current_release(review_id),
        withdrawn=next((line for line in releases_of(review_id) if line.withdrawn), None),
        closed=why_closed(review_id, stage=service.STAGE),
    )


def _mapping_of(form: ImportForm) -> Mapping:
    """The mapping that was sent; where it does not say what the pay is, the form's answer counts."""
    upload = form.mapping.upload
    sent = load_mapping(upload.content, name=upload.name) if upload else Mapping()
    return sent if sent.pay else replace(sent, pay=form.pay)
