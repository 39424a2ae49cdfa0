"""A demo instance: the worked example loaded through the services that people use, its baseline signed off
and its report written.

Made in a folder beside the final one and renamed when it is whole, so that an interrupted run leaves nothing
that looks finished.
"""

import json
import os
import secrets
import shutil
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from review_toolkit import create_app
from review_toolkit.access.actions import Role
from review_toolkit.access.actors import Actor
from review_toolkit.access.declarations import declare
from review_toolkit.access.service import create_account, grant
from review_toolkit.access.terms import OPEN_ENDED, Terms, today
from review_toolkit.baseline import service as baseline
from review_toolkit.baseline.ingest import SourceFile, load_mapping
from review_toolkit.content.confidentiality import confidentiality_terms
from review_toolkit.database import db, now, write_transaction
from review_toolkit.releases.outcomes import release_of
from review_toolkit.reports import service as reports
from review_toolkit.reviews.models import Review
from review_toolkit.reviews.queries import state_of
from review_toolkit.reviews.service import set_up_review
from review_toolkit.reviews.sign_off.service import send_stage_for_sign_off, sign_off_stage
from review_toolkit.reviews.stages import StageRegistry, stage_of
from review_toolkit.schema import upgrade_database
from review_toolkit.settings import SettingRefused, load_settings, make_demo_keys
from review_toolkit.sign_in.hashing import hash_password
from review_toolkit.vault import Vault
from review_toolkit.worked_example import ACCOUNTS, ORGANISATION, SNAPSHOT_DATE, ExampleFiles, write_files
from review_toolkit.worked_example.organisation import REVIEW_TITLE

SIGN_INS = "demo-sign-ins.json"
REPORT = Path("reports") / "commissioned-review.docx"
_NOTE = "The release is whole. Please look at what we cannot say at this size before you sign it off."
_LABELS = {"administrator": "Administrator"} | {role.value: role.label for role in Role}


@dataclass(frozen=True, slots=True)
class Demo:
    """Where a demo instance's report stands, and who can sign in: (role, name, email)."""

    report: Path
    password: str
    sign_ins: tuple[tuple[str, str, str], ...]


def make_instance(instance: Path) -> None:
    """Make a demo instance; the folder must not exist, or be empty."""
    partial = instance.with_name(f"{instance.name}.partial")
    if partial.exists():
        shutil.rmtree(partial)
    os.umask(0o077)
    partial.mkdir(parents=True)
    make_demo_keys(partial)
    password = secrets.token_urlsafe(9)
    (partial / SIGN_INS).write_text(json.dumps({"password": password}), encoding="utf-8")
    files = write_files(partial / "files")
    app = create_app(load_settings({"REVIEW_TOOLKIT_INSTANCE": str(partial)}))
    with app.app_context():
        upgrade_database(db.engine)
        review, actors = _set_up(password)
        stages: StageRegistry = app.extensions["stages"]
        _release_baseline(review, files, vault=app.extensions["vault"], actor=actors["hr_lead"])
        _sign_off_baseline(review, stages=stages, lead=actors["hr_lead"], sponsor=actors["senior_leader"])
        _write_report(review, partial / REPORT, stages=stages, actor=actors["reviewer"])
        db.session.close()
        db.engine.dispose()
    if instance.exists():
        instance.rmdir()
    partial.replace(instance)


def open_instance(instance: Path) -> Demo:
    """Return what to tell about a demo instance; raise `SettingRefused` where the folder is none."""
    try:
        password = json.loads((instance / SIGN_INS).read_text(encoding="utf-8"))["password"]
    except (OSError, ValueError, KeyError) as error:
        raise SettingRefused(
            f"{instance} is not a demo instance. Choose another folder: INSTANCE=DIR with make, "
            "--instance DIR otherwise."
        ) from error
    return Demo(
        report=instance / REPORT,
        password=password,
        sign_ins=tuple((_LABELS[account.role], account.name, account.email) for account in ACCOUNTS),
    )


def _set_up(password: str) -> tuple[Review, dict[str, Actor]]:
    """Open the review, make an account for each role, and return who holds which."""
    actors: dict[str, Actor] = {}
    with write_transaction():
        review = set_up_review(organisation=ORGANISATION, title=REVIEW_TITLE, snapshot_date=SNAPSHOT_DATE)
        for account in ACCOUNTS:
            user = create_account(
                email=account.email,
                name=account.name,
                password_hash=hash_password(password),
                is_administrator=account.role == "administrator",
                actor=None,
            )
            actors[account.role] = Actor(user_id=user.id, name=user.name)
            if account.role == "administrator":
                continue
            role = Role(account.role)
            terms = _reviewer_terms() if role is Role.REVIEWER else OPEN_ENDED
            held = grant(user=user, review_id=review.id, role=role, actor=None, terms=terms)
            if role is Role.REVIEWER:
                declare(
                    review.id,
                    held.id,
                    interests="",
                    terms_version=confidentiality_terms().version,
                    actor=actors[account.role],
                )
    return review, actors


def _reviewer_terms() -> Terms:
    """What the reviewer of the example is asked to do, from a month ago for a year."""
    day = today(now())
    return Terms(
        starts_on=day - timedelta(days=30),
        ends_on=day + timedelta(days=335),
        purpose="Read the released figures, hear staff, and draft the report for the board.",
        stages=("baseline", "listening", "action_plan", "report"),
    )


def _release_baseline(review: Review, files: ExampleFiles, *, vault: Vault, actor: Actor) -> None:
    mapping = load_mapping(files.mapping.read_bytes(), name=files.mapping.name)
    source = SourceFile(name=files.workforce.name, content=files.workforce.read_bytes())
    read = baseline.read_extract(review, source, mapping, vault=vault)
    with write_transaction():
        baseline.keep_extract(review, read, actor=actor)
    prepared = baseline.prepare_release(review, vault=vault)
    with write_transaction():
        release_of(baseline.release_baseline(review, prepared, actor=actor))


def _sign_off_baseline(review: Review, *, stages: StageRegistry, lead: Actor, sponsor: Actor) -> None:
    stage = stage_of(baseline.STAGE)
    with write_transaction():
        seen = state_of(review.id, stage=stage.key).number
        sent = send_stage_for_sign_off(review, stage, seen=seen, note=_NOTE, actor=lead, stages=stages)
        seen = sent.number
    with write_transaction():
        sign_off_stage(review, stage, seen=seen, actor=sponsor, stages=stages)


def _write_report(review: Review, path: Path, *, stages: StageRegistry, actor: Actor) -> None:
    filled = reports.fill_report(review, stages=stages, day=date.today())  # noqa: DTZ011 (the local day)
    with write_transaction():
        reports.keep_report(review, filled, actor=actor)
    path.parent.mkdir()
    path.write_bytes(filled.content)
