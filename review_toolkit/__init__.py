"""The review toolkit: leads an organisation through an internal anti-racism review.

`create_app` puts the application together and reads from top to bottom. Importing the package loads nothing
heavy; pandas, the Word renderer and the chart library load where they are first used.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Blueprint, Flask

    from review_toolkit.jobs.kinds import JobRegistry
    from review_toolkit.mail.delivery import Delivery
    from review_toolkit.reviews.stages import StageRegistry
    from review_toolkit.settings import Settings

__version__ = "0.1.0"

MAX_UPLOAD = 64 * 1024 * 1024
"""Bytes of one request: a file of the largest size that ingest reads, and the form around it."""


def create_app(settings: "Settings | None" = None) -> "Flask":
    """Return the application; raises `SettingRefused` where the environment is not fit to start in."""
    from flask import Flask

    from review_toolkit.access.guards import add_gate, init_guards
    from review_toolkit.database import init_database
    from review_toolkit.database.engines import engine_options
    from review_toolkit.jobs.waking import init_waking
    from review_toolkit.paths import PAGE_TEMPLATES, STATIC
    from review_toolkit.people.banner import init_banner
    from review_toolkit.people.declaring.gate import ask_for_declaration
    from review_toolkit.reviews.queries import review_of
    from review_toolkit.settings import load_settings
    from review_toolkit.sign_in.drafts import init_drafts, offer_drafts_after
    from review_toolkit.sign_in.second_step.gate import choose_a_second_step_first
    from review_toolkit.sign_in.setting_up import init_sign_in
    from review_toolkit.sign_in.single_sign_on.client import init_client
    from review_toolkit.sign_in.visits import init_visits
    from review_toolkit.vault import Vault
    from review_toolkit.web.addresses import init_addresses
    from review_toolkit.web.errors import init_errors
    from review_toolkit.web.headers import init_headers
    from review_toolkit.web.pages import init_templates
    from review_toolkit.web.uploads import init_uploads

    settings = settings or load_settings()
    app = Flask(__name__, template_folder=str(PAGE_TEMPLATES), static_folder=str(STATIC))
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=MAX_UPLOAD,
        SQLALCHEMY_ENGINES={"default": engine_options(settings.database_url)},
    )

    init_uploads(app)
    init_database(app, key=settings.signing_key)
    init_templates(app)
    app.jinja_env.globals.update(product_name="Review toolkit", organisation_name=None)
    init_addresses(app, settings)
    init_headers(app, is_protected=settings.web_address is not None and settings.web_address.is_protected)
    init_errors(app)
    init_sign_in(app, settings)
    init_visits(app)
    init_client(app, settings.provider)
    init_drafts(app, secret_key=settings.secret_key)
    init_guards(app)
    add_gate(app, choose_a_second_step_first)
    add_gate(app, ask_for_declaration)
    init_banner(app)
    init_waking(app, settings)

    app.extensions["settings"] = settings
    app.extensions["vault"] = Vault(settings.data_key)
    app.extensions["stages"] = _stages()
    # Signing in lies below reviews, and tells somebody who is invited what to.
    app.extensions["describe_review"] = review_of
    app.extensions["mail"] = _delivery(settings)
    app.extensions["jobs"] = _jobs(app)
    for blueprint in _blueprints():
        app.register_blueprint(blueprint)
    offer_drafts_after(app, "second_step.check", "second_step.check_passkey")
    return app


def app_to_serve() -> "Flask":
    """Return the application for a server; raises `WrongSchema` where its database does not fit.

    Asked once, when the server starts, and not by `create_app`, which `upgrade-database` needs as well.
    """
    from review_toolkit.database import db
    from review_toolkit.schema import check_schema

    app = create_app()
    with app.app_context():
        try:
            check_schema(db.engine)
        finally:
            db.engine.dispose()  # a server may fork from here on
    return app


def _blueprints() -> "tuple[Blueprint, ...]":
    from review_toolkit.baseline.routes import blueprint as baseline
    from review_toolkit.outbox.routes import blueprint as outbox
    from review_toolkit.overview.routes import blueprint as overview
    from review_toolkit.people.declaring.routes import blueprint as declaring
    from review_toolkit.people.inviting.routes import blueprint as inviting
    from review_toolkit.people.papers.routes import blueprint as papers
    from review_toolkit.people.routes import blueprint as people
    from review_toolkit.people.terms.routes import blueprint as terms
    from review_toolkit.releases.routes import blueprint as releases
    from review_toolkit.reports.routes import blueprint as reports
    from review_toolkit.reviews.leads.routes import blueprint as leads
    from review_toolkit.reviews.routes import blueprint as reviews
    from review_toolkit.reviews.sign_off.routes import blueprint as sign_off
    from review_toolkit.sign_in.account.routes import blueprint as account
    from review_toolkit.sign_in.account.second_step.routes import blueprint as own_step
    from review_toolkit.sign_in.help_desk.routes import blueprint as help_desk
    from review_toolkit.sign_in.invited.routes import blueprint as invited
    from review_toolkit.sign_in.recovery.routes import blueprint as recovery
    from review_toolkit.sign_in.second_step.routes import blueprint as second_step
    from review_toolkit.sign_in.single_sign_on.routes import blueprint as single_sign_on
    from review_toolkit.trail.routes import blueprint as trail

    signing_in = (second_step, single_sign_on, recovery, invited, account, own_step, help_desk)
    of_people = (people, inviting, terms, declaring, papers)
    stages = (sign_off, releases, baseline, reports)
    return *signing_in, overview, outbox, *of_people, trail, reviews, leads, *stages


def _stages() -> "StageRegistry":
    """Let each stage answer for itself on the task list and in the report."""
    from review_toolkit.baseline import summary as baseline
    from review_toolkit.baseline.chapter import chapter as baseline_chapter
    from review_toolkit.baseline.queries import held_back
    from review_toolkit.reports.summary import summarise as report
    from review_toolkit.reviews.stages import StageProvider, StageRegistry

    registry = StageRegistry()
    registry.register(
        "baseline",
        StageProvider(
            summarise=baseline.summarise,
            chapter=baseline_chapter,
            details=baseline.details,
            not_updated=held_back,
        ),
    )
    registry.register("report", StageProvider(summarise=report))
    return registry


def _jobs(app: "Flask") -> "JobRegistry":
    """Gather what each package does in the background."""
    from review_toolkit.baseline.jobs import PREPARE_BASELINE, RELEASE_BASELINE
    from review_toolkit.jobs.kinds import JobRegistry
    from review_toolkit.mail.jobs import send_mail_kind
    from review_toolkit.people.jobs import WATCH_ROLES
    from review_toolkit.reports.jobs import WRITE_REPORT
    from review_toolkit.sign_in.recovery.jobs import ANSWER_RECOVERY

    registry = JobRegistry()
    send_mail = send_mail_kind(vault=app.extensions["vault"], delivery=app.extensions["mail"])
    ours = (PREPARE_BASELINE, RELEASE_BASELINE, WRITE_REPORT, WATCH_ROLES, ANSWER_RECOVERY)
    for kind in (*ours, send_mail):
        registry.register(kind)
    return registry


def _delivery(settings: "Settings") -> "Delivery":
    """Say how mails leave: the demo's stay in its folder, and without a server they wait."""
    from review_toolkit.mail.delivery import FolderDelivery, NoDelivery, SmtpDelivery

    if settings.demo:
        return FolderDelivery(settings.instance / "mail")
    return SmtpDelivery(settings.mail_server) if settings.mail_server else NoDelivery()
