"""Pages of the outbox."""

from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from review_toolkit.access.actions import Action
from review_toolkit.access.guards import current_actor, requires
from review_toolkit.mail import queries
from review_toolkit.mail.service import MailBusy
from review_toolkit.outbox import service
from review_toolkit.web.confirming import ConfirmForm
from review_toolkit.web.writes import writes

blueprint = Blueprint("outbox", __name__, url_prefix="/outbox")


@blueprint.get("")
@requires(Action.SEE_OUTBOX)
def show() -> ResponseReturnValue:
    """Show which mails wait or failed, why, and what to do about it."""
    outbox = queries.outbox(page=request.args.get("page", 1, type=int))
    return render_template(
        "outbox/show.html", outbox=outbox, is_set_up=current_app.extensions["mail"].is_set_up
    )


@blueprint.post("/<uuid:mail_id>/try-again")
@requires(Action.SEE_OUTBOX)
@writes
def try_again(mail_id: UUID) -> ResponseReturnValue:
    """Have a mail sent now that failed or waits."""
    mail = queries.mail_of(mail_id)
    try:
        service.try_again(mail, actor=current_actor())
    except MailBusy as busy:
        flash(str(busy), "error")
    else:
        flash(f"The mail to {mail.recipient} is tried again now.")
    return redirect(url_for("outbox.show"))


@blueprint.get("/<uuid:mail_id>/give-up")
@requires(Action.SEE_OUTBOX)
def confirm_giving_up(mail_id: UUID) -> ResponseReturnValue:
    """Ask whether a mail is really never to be sent."""
    return render_template("outbox/give_up.html", line=queries.line_of(mail_id), form=ConfirmForm())


@blueprint.post("/<uuid:mail_id>/give-up")
@requires(Action.SEE_OUTBOX)
@writes
def give_up(mail_id: UUID) -> ResponseReturnValue:
    """Never send a mail, and destroy its text."""
    mail, form = queries.mail_of(mail_id), ConfirmForm()
    if not form.validate_on_submit():
        return render_template("outbox/give_up.html", line=queries.line_of(mail_id), form=form), 422
    try:
        service.give_up(mail, actor=current_actor())
    except MailBusy as busy:
        flash(str(busy), "error")
    else:
        flash(f"The mail to {mail.recipient} is given up, and its text is destroyed.")
    return redirect(url_for("outbox.show"))
