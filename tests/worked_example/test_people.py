"""The population: the same everywhere and for ever, and nobody real."""

import hashlib
import json
import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import asdict

import pytest

from review_toolkit.worked_example import ACCOUNTS, SNAPSHOT_DATE, draw_population
from review_toolkit.worked_example.chance import Stream
from review_toolkit.worked_example.composition import MINORITY, PLACES, UNRECORDED, WHITE
from review_toolkit.worked_example.organisation import CLUSTERS, DIRECTORATES, GRADES, LEADERSHIP, SPINE

PINNED = "1f075a616ad939d3f6b774ebd41dd1431a88a07e6f62fe2f5230e3e17dc1a427"

FRESH = """
import hashlib, tempfile, pathlib
from review_toolkit.worked_example import draw_population, truth, write_files
found = hashlib.sha256(repr(draw_population()).encode())
found.update(repr(truth()).encode())
with tempfile.TemporaryDirectory() as folder:
    files = write_files(pathlib.Path(folder))
    for path in (files.workforce, files.workforce_csv, files.mapping):
        found.update(path.read_bytes())
print(found.hexdigest())
"""


def fingerprint(seed: int) -> str:
    rows = [asdict(person) for person in draw_population(seed)]
    return hashlib.sha256(json.dumps(rows, sort_keys=True, default=str).encode()).hexdigest()


def test_the_population_of_the_usual_seed_never_changes():
    """Later topics must draw from streams of their own. If this fails, the worked example's past changed."""
    assert fingerprint(2026) == PINNED


def test_another_seed_gives_other_people():
    assert fingerprint(7) != fingerprint(2026)


def test_a_fresh_process_draws_the_same_people_counts_and_files():
    found = set()
    for hash_seed in ("0", "1", "4711"):
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
        done = subprocess.run(
            [sys.executable, "-c", FRESH], env=environment, capture_output=True, text=True, check=True
        )
        found.add(done.stdout)
    assert len(found) == 1


def test_streams_of_different_topics_are_independent_and_fair():
    first, second = Stream(1, "one"), Stream(1, "two")
    assert [first.below(100) for _ in range(20)] != [second.below(100) for _ in range(20)]
    stream = Stream(1, "dice")
    dice = Counter(stream.between(1, 6) for _ in range(6_000))
    assert all(850 < dice[face] < 1_150 for face in range(1, 7))
    assert sorted(stream.shuffled(range(50))) == list(range(50))


@pytest.mark.parametrize("seed", [2026, 1, 2, 3])
def test_about_150_people_are_in_post_with_the_composition_that_was_set(seed):
    staff = [person for person in draw_population(seed) if person.in_post()]
    assert len(staff) == 153
    assert Counter(person.ethnicity for person in staff) == {**WHITE, **MINORITY, **UNRECORDED}
    assert Counter(person.directorate for person in staff) == DIRECTORATES
    assert Counter(person.grade for person in staff) == {
        grade: places.white + places.minority + places.unrecorded for grade, places in PLACES.items()
    }


@pytest.mark.parametrize("seed", [2026, 1, 2, 3])
def test_only_people_whose_group_is_not_recorded_lack_pay(seed):
    staff = [person for person in draw_population(seed) if person.in_post()]
    unpaid = [person for person in staff if person.annual_pay is None]
    assert len(unpaid) == 2
    assert all(person.ethnicity in UNRECORDED for person in unpaid)


@pytest.mark.parametrize("seed", [2026, 1, 2, 3])
def test_people_are_plausible(seed):
    people = draw_population(seed)
    assert [person.started_on for person in people] == sorted(person.started_on for person in people)
    assert len({person.employee_id for person in people}) == len(people)
    for person in people:
        assert 18 <= person.age <= 67
        assert person.fte in {0.6, 0.8, 0.9, 1.0}
        assert person.annual_pay is None or person.annual_pay in SPINE[person.grade]
        assert person.left_on is None or person.started_on < person.left_on
        # A reader may count the snapshot date itself in or out; nothing here hangs on it.
        assert SNAPSHOT_DATE not in {person.started_on, person.left_on}
    (chief,) = [person for person in people if person.annual_pay == max(SPINE["Executive"])]
    assert chief.directorate == "Chief Executive's Office"


def test_the_ladder_covers_every_grade_once():
    clustered = [grade for grades in CLUSTERS.values() for grade in grades]
    assert tuple(clustered) == GRADES == tuple(PLACES)
    assert set(LEADERSHIP) <= set(GRADES)
    assert {person.grade for person in draw_population()} <= set(GRADES)
    points = [point for grade in GRADES for point in SPINE[grade]]
    assert points == sorted(set(points)), "grades overlap, so that the pay halves might part within a tie"


def test_nobody_is_real():
    assert all(re.fullmatch(r"Person \d{4}", person.known_as) for person in draw_population())
    assert all(account.email.endswith(".example") for account in ACCOUNTS)
    assert len({account.email for account in ACCOUNTS}) == len(ACCOUNTS)


def test_each_role_signs_in_once():
    assert sorted(account.role for account in ACCOUNTS) == [
        "action_owner",
        "administrator",
        "hr_lead",
        "network_member",
        "reviewer",
        "senior_leader",
    ]


def test_naming_the_package_loads_no_heavy_library():
    program = (
        "import sys, review_toolkit.worked_example\n"
        "heavy = {'numpy', 'pandas', 'xlsxwriter', 'flask', 'sqlalchemy'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
