"""A review taken along the whole path by the services: the worked example, its release, its report."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import pytest
import vl_convert
from flask import Flask

from review_toolkit.baseline import ingest, preparation, queries
from review_toolkit.baseline import service as baseline
from review_toolkit.baseline.indicators import ProtectedContent, protected_content
from review_toolkit.baseline.ingest import Mapping, SourceFile, Workforce, dump_mapping, load_mapping
from review_toolkit.database import write_transaction
from review_toolkit.disclosure.writing import write
from review_toolkit.jobs.service import enqueue_once
from review_toolkit.releases.outcomes import release_of
from review_toolkit.reports import service as reports
from review_toolkit.reports.jobs import WRITE_REPORT
from review_toolkit.reviews.queries import review_of, state_of
from review_toolkit.reviews.sign_off.service import send_stage_for_sign_off
from review_toolkit.reviews.stages import stage_of
from review_toolkit.worked_example import ExampleFiles, write_files
from tests.people import ReviewWithPeople

_FOUND: dict[tuple[Any, ...], ProtectedContent] = {}
_READ: dict[tuple[Any, ...], Workforce] = {}
_read = ingest.read_workforce
_convert = vl_convert.vegalite_to_svg


@cache
def _mapping_in(content: bytes, *, name: str = "mapping.yaml") -> Mapping:
    return load_mapping(content, name=name)


@cache
def _drawn(spec: str) -> str:
    return str(_convert(json.loads(spec)))


@contextmanager
def done_once() -> Iterator[None]:
    """Read a file, protect its figures and draw a chart once: hundreds of tests release the same file.

    What a test has put in the place of the protection stays there.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ingest, "read_workforce", _read_once, raising=False)
        patch.setattr(queries, "load_mapping", _mapping_in)
        if preparation.protected_content is protected_content:
            patch.setattr(preparation, "protected_content", _protected_once)
        patch.setattr(vl_convert, "vegalite_to_svg", lambda spec: _drawn(json.dumps(spec)))
        yield


def import_example(app: Flask, review: ReviewWithPeople, files: ExampleFiles) -> None:
    """Import the worked example's workforce file as the review's HR lead."""
    source = SourceFile(name=files.workforce.name, content=files.workforce.read_bytes())
    mapping = _mapping_in(files.mapping.read_bytes())
    with app.app_context(), done_once():
        read = baseline.read_extract(review_of(review.id), source, mapping, vault=app.extensions["vault"])
        with write_transaction():
            baseline.keep_extract(review_of(review.id), read, actor=review.actors["hr_lead"])
        work_out_figures(app, review)


def work_out_figures(app: Flask, review: ReviewWithPeople) -> None:
    """Work out what may be released of the review's newest file, as the job would."""
    vault = app.extensions["vault"]
    with app.app_context(), done_once():
        extract_id, found = baseline.prepare_figures(review_of(review.id), vault=vault)
        with write_transaction():
            baseline.keep_prepared(review_of(review.id), extract_id, found, vault=vault)


def _read_once(file: SourceFile, mapping: Mapping, *, snapshot_date: date) -> Workforce:
    key = (file.name, file.sha256, dump_mapping(mapping), snapshot_date)
    if key not in _READ:
        _READ[key] = _read(file, mapping, snapshot_date=snapshot_date)
    return _READ[key]


def _protected_once(workforce: Workforce, **asked: Any) -> ProtectedContent:
    """Protect a file's figures, or take what was found before of the same file beside the same figures.

    What was published earlier changes the answer, so all of it is in the key, as its document tells it.
    """
    key = (
        workforce.fingerprint,
        workforce.mapping_fingerprint,
        asked["snapshot_date"],
        asked["threshold"],
        tuple(write(statement) for statement in asked["against"]),
        repr((asked["moved"], asked["grid"])),
    )
    if key not in _FOUND:
        _FOUND[key] = protected_content(workforce, **asked)
    return _FOUND[key]


@cache
def _files() -> dict[str, bytes]:
    with TemporaryDirectory() as folder:
        files = write_files(Path(folder))
        paths = (files.workforce, files.workforce_csv, files.mapping)
        return {path.name: path.read_bytes() for path in paths}


def files_in(folder: Path) -> ExampleFiles:
    """Put the worked example's files into a folder, as `write_files` does; it writes them once."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / name for name in _files()]
    for path in paths:
        path.write_bytes(_files()[path.name])
    return ExampleFiles(*paths)


def release_example(app: Flask, review: ReviewWithPeople, folder: Path) -> None:
    """Import the worked example and release its figures."""
    import_example(app, review, files_in(folder))
    with app.app_context(), done_once():
        prepared = baseline.prepare_release(review_of(review.id), vault=app.extensions["vault"])
        with write_transaction():
            release_of(
                baseline.release_baseline(review_of(review.id), prepared, actor=review.actors["hr_lead"])
            )


def write_report(app: Flask, review: ReviewWithPeople) -> UUID:
    """Write the review's report as its reviewer, and return the document's id."""
    with app.app_context():
        filled = reports.fill_report(
            review_of(review.id), stages=app.extensions["stages"], day=date(2026, 6, 30)
        )
        with write_transaction():
            return reports.keep_report(review_of(review.id), filled, actor=review.actors["reviewer"]).id


def send_for_sign_off(app: Flask, review: ReviewWithPeople, stage: str) -> None:
    """Send a stage to the sponsor as the review's HR lead."""
    with app.app_context(), write_transaction():
        send_stage_for_sign_off(
            review_of(review.id),
            stage_of(stage),
            seen=state_of(review.id, stage=stage).number,
            actor=review.actors["hr_lead"],
            stages=app.extensions["stages"],
        )


def wait_for_report(app: Flask, review: ReviewWithPeople) -> UUID:
    """Ask for the report as the review's reviewer, with no worker there to write it; return the job's id."""
    with app.app_context(), write_transaction():
        return enqueue_once(
            WRITE_REPORT.name,
            arguments={"day": "2026-06-30"},
            review_id=review.id,
            requested_by=review.actors["reviewer"],
        ).id
