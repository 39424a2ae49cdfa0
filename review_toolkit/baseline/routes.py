"""Pages of the baseline: import, how the rows were used, release, figures."""

from dataclasses import replace
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from review_toolkit.access.actions import Action
from review_toolkit.access.guards import can, current_actor, requires
from review_toolkit.baseline import queries, service
from review_toolkit.baseline.chapter import baseline_chapter
from review_toolkit.baseline.forms import ImportForm, ReleaseForm
from review_toolkit.baseline.indicators import lacks_pay_gaps
from review_toolkit.baseline.ingest import ExtractRefused, Mapping, SourceFile, load_mapping
from review_toolkit.baseline.jobs import RELEASE_BASELINE
from review_toolkit.exports.formats import FORMATS
from review_toolkit.figures import fingerprint_of
from review_toolkit.jobs.queries import unfinished_job
from review_toolkit.jobs.service import enqueue_once
from review_toolkit.releases.queries import charts_of_release, current_release, has_release
from review_toolkit.reviews.queries import review_of, why_closed
from review_toolkit.vault import Vault
from review_toolkit.web.writes import transaction

blueprint = Blueprint("baseline", __name__, url_prefix="/reviews/<uuid:review_id>/baseline")


@blueprint.get("")
@requires(Action.SEE_FIGURES)
def show(review_id: UUID) -> ResponseReturnValue:
    """Show the released figures, or what is still to do before there are any."""
    review = review_of(review_id)
    release = current_release(review_id)
    extract = queries.current_extract(review_id) if can(Action.IMPORT_DATA, review_id) else None
    return render_template(
        "baseline/show.html",
        review=review,
        release=release,
        chapter=baseline_chapter(release.content) if release else None,
        charts=charts_of_release(release.id) if release else {},
        formats=FORMATS,
        extract=extract,
        closed=why_closed(review_id, stage=service.STAGE),
        releasing=unfinished_job(RELEASE_BASELINE.name, review_id=review_id),
    )


@blueprint.get("/import")
@requires(Action.IMPORT_DATA)
def ask_for_file(review_id: UUID) -> ResponseReturnValue:
    """Ask for the workforce file."""
    return _import_page(review_id, ImportForm())


@blueprint.post("/import")
@requires(Action.IMPORT_DATA)
def import_file(review_id: UUID) -> ResponseReturnValue:
    """Read the file and keep it sealed, or say everything that is wrong with it."""
    review = review_of(review_id)
    form = ImportForm()
    try:
        service.refuse_import(review)
        if not form.validate_on_submit():
            return _import_page(review_id, form), 422
        sent = form.workforce.chosen
        read = service.read_extract(
            review,
            SourceFile(name=sent.name, content=sent.content),
            _mapping_of(form),
            vault=_vault(),
        )
        with transaction():
            service.keep_extract(review, read, actor=current_actor())
    except ExtractRefused as refused:
        form.form_errors.extend(str(problem) for problem in refused.problems)
        return _import_page(review_id, form), 422
    except service.ImportRefused as refused:
        form.form_errors.append(str(refused))
        return _import_page(review_id, form), 409
    flash("The file was read. Check how its rows were used.")
    return redirect(url_for("baseline.check", review_id=review.id))


@blueprint.get("/check")
@requires(Action.IMPORT_DATA)
def check(review_id: UUID) -> ResponseReturnValue:
    """Show where each row went and what would be released."""
    return _check_page(review_id, ReleaseForm(formdata=None))


@blueprint.post("/release")
@requires(Action.RELEASE_FIGURES)
def release(review_id: UUID) -> ResponseReturnValue:
    """Ask for the protected figures that were looked at to be frozen for everyone in the review."""
    review = review_of(review_id)
    form = ReleaseForm()
    if not form.validate_on_submit() and not has_release(review_id):
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


def _check_page(review_id: UUID, form: ReleaseForm) -> Response | str:
    review = review_of(review_id)
    extract = queries.current_extract(review_id)
    if extract is None:
        return redirect(url_for("baseline.ask_for_file", review_id=review.id))
    workforce = queries.workforce_of(review, extract, vault=_vault())
    release = current_release(review_id)
    # What is released stays what it was, even if a later version of the toolkit would compute otherwise.
    content = release.content if release else service.content_of(review, workforce, vault=_vault())
    form.seen.data = fingerprint_of(content)
    return render_template(
        "baseline/check.html",
        review=review,
        extract=extract,
        account=workforce.account,
        notes=workforce.notes,
        content=content,
        without_pay_gaps=lacks_pay_gaps(content),
        released=release is not None,
        closed=why_closed(review_id, stage=service.STAGE),
        releasing=unfinished_job(RELEASE_BASELINE.name, review_id=review_id),
        form=form,
    )


def _import_page(review_id: UUID, form: ImportForm) -> str:
    return render_template(
        "baseline/import.html",
        review=review_of(review_id),
        form=form,
        released=has_release(review_id),
        closed=why_closed(review_id, stage=service.STAGE),
    )


def _vault() -> Vault:
    vault: Vault = current_app.extensions["vault"]
    return vault


def _mapping_of(form: ImportForm) -> Mapping:
    """The mapping that was sent; where it does not say what the pay is, the form's answer counts."""
    upload = form.mapping.upload
    sent = load_mapping(upload.content, name=upload.name) if upload else Mapping()
    return sent if sent.pay else replace(sent, pay=form.pay)
