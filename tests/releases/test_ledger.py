"""The ledger: what may be released, that it stays as it was released, and that damage is found."""

import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from review_toolkit import create_app
from review_toolkit.baseline import service as baseline
from review_toolkit.database import db, write_transaction
from review_toolkit.figures import fingerprint_of, to_document
from review_toolkit.releases.models import Release
from review_toolkit.releases.outcomes import Outcome, Refused, ReleaseRefused
from review_toolkit.releases.queries import DamagedRelease, charts_of_release, current_release
from review_toolkit.releases.service import PreparedRelease, prepare, publish
from review_toolkit.reviews.models import StageEvent
from review_toolkit.reviews.queries import review_of
from review_toolkit.settings import load_settings
from review_toolkit.worked_example import write_files
from tests.people import ReviewWithPeople, make_review
from tests.worked_review import files_in, import_example


@pytest.fixture(scope="module")
def imported(
    fresh_instance: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, ReviewWithPeople, PreparedRelease]:
    """An instance with a file imported and its figures prepared: made once, copied by each test."""
    folder = tmp_path_factory.mktemp("imported")
    instance = Path(shutil.copytree(fresh_instance, folder / "instance"))
    app = open_app(instance)
    review = make_review(app)
    import_example(app, review, files_in(folder / "files"))
    with app.app_context():
        prepared = baseline.prepare_release(review_of(review.id), vault=app.extensions["vault"])
        db.session.close()
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()
    return instance, review, prepared


@pytest.fixture
def app(imported: tuple[Path, ReviewWithPeople, PreparedRelease], tmp_path: Path) -> Iterator[Flask]:
    app = open_app(Path(shutil.copytree(imported[0], tmp_path / "instance")))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def review(imported: tuple[Path, ReviewWithPeople, PreparedRelease]) -> ReviewWithPeople:
    return imported[1]


@pytest.fixture
def prepared(imported: tuple[Path, ReviewWithPeople, PreparedRelease]) -> PreparedRelease:
    return imported[2]


def open_app(instance: Path) -> Flask:
    return create_app(load_settings({"REVIEW_TOOLKIT_INSTANCE": str(instance)}))


def publish_it(review: ReviewWithPeople, prepared: PreparedRelease) -> Outcome:
    with write_transaction():
        return publish(review_of(review.id), prepared, actor=review.actors["hr_lead"])


def releases() -> int:
    return db.session.scalar(select(func.count()).select_from(Release)) or 0


def test_a_release_reads_back_as_what_was_released(
    app: Flask, review: ReviewWithPeople, prepared: PreparedRelease
) -> None:
    with app.app_context():
        assert current_release(review.id) is None
        publish_it(review, prepared)
        release = current_release(review.id)
        assert release is not None
        assert to_document(release.content) == to_document(prepared.content)
        assert release.sha256 == fingerprint_of(prepared.content)
        assert (release.number, release.released_by) == (1, "Own hr lead")
        assert charts_of_release(release.id) == dict(prepared.charts)
        assert prepared.charts


def test_exact_figures_are_refused_before_a_chart_is_drawn(prepared: PreparedRelease) -> None:
    with pytest.raises(ReleaseRefused, match="Exact figures are not for release"):
        prepare(replace(prepared.content, exact=True), proof=prepared.proof)


def test_exact_figures_cannot_be_smuggled_past_the_preparation(
    app: Flask, review: ReviewWithPeople, prepared: PreparedRelease
) -> None:
    exact = replace(prepared, content=replace(prepared.content, exact=True))
    with app.app_context():
        assert isinstance(publish_it(review, exact), Refused)
        assert releases() == 0


def test_another_organisations_release_stands_in_nobodys_way(
    app: Flask, review: ReviewWithPeople, prepared: PreparedRelease
) -> None:
    other = make_review(app, prefix="other")
    with app.app_context():
        publish_it(review, prepared)
        assert current_release(other.id) is None
        publish_it(other, prepared)
        assert releases() == 2


def test_figures_of_a_file_that_was_replaced_meanwhile_are_refused(
    app: Flask, review: ReviewWithPeople, prepared: PreparedRelease, tmp_path: Path
) -> None:
    import_example(app, review, write_files(tmp_path / "files", seed=7))
    with app.app_context():
        with write_transaction():
            outcome = baseline.release_baseline(
                review_of(review.id), prepared, actor=review.actors["hr_lead"]
            )
        assert isinstance(outcome, Refused)
        assert "replaced in the meantime" in outcome.reason
        assert releases() == 0


def test_the_file_behind_a_release_cannot_be_replaced(
    app: Flask, review: ReviewWithPeople, prepared: PreparedRelease, tmp_path: Path
) -> None:
    with app.app_context():
        publish_it(review, prepared)
        events = db.session.scalar(select(func.count()).select_from(StageEvent))
    with pytest.raises(baseline.ImportRefused, match="no longer be replaced"):
        import_example(app, review, write_files(tmp_path / "files", seed=7))
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(StageEvent)) == events


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE \"release\" SET content = replace(content, '1', '2')",
        "UPDATE \"release\" SET content = content || ' '",
        "UPDATE \"release\" SET sha256 = substr(sha256, 2) || '0'",
        "UPDATE \"release\" SET content = '{}'",
    ],
    ids=["a digit", "a space", "the fingerprint", "all of it"],
)
def test_a_release_that_was_tampered_with_is_found_and_not_shown(
    app: Flask, review: ReviewWithPeople, prepared: PreparedRelease, damage: str
) -> None:
    with app.app_context():
        publish_it(review, prepared)
        db.session.close()
        with sqlite3.connect(app.extensions["settings"].instance / "review-toolkit.sqlite3") as connection:
            connection.execute("DROP TRIGGER tr_release_no_update")
            connection.execute(damage)
        connection.close()
        with pytest.raises(DamagedRelease, match="Restore a backup"):
            current_release(review.id)
