"""Whether the time of an answer tells which addresses have accounts: signing in, recovery, invitations.

Pairs of a known and an unknown address, in random order, through the whole application; the medians are
compared. Counts of tries are cleared between the pairs, so that every answer is an ordinary one.
"""

import random
from collections.abc import Callable, Sequence
from statistics import median
from time import perf_counter

from flask import Flask
from sqlalchemy import delete

from review_toolkit.access.models import Invitation
from review_toolkit.access.service import create_account
from review_toolkit.database import write_transaction
from review_toolkit.sign_in.hashing import hash_password
from review_toolkit.sign_in.models import SignInTries
from tests.bench.pages import _app
from tests.clients import CheckedClient
from tests.people import PASSWORD, ReviewWithPeople, make_review

PAIRS = 500
GOAL = 5.0
"""Percent by which the medians may differ."""
ACCOUNTS = 40

Ask = Callable[[str], None]


def main(arguments: Sequence[str]) -> int:
    pairs = int(arguments[0]) if arguments else PAIRS
    app = _app()
    review = make_review(app)
    known = [f"person{number}@known.example" for number in range(ACCOUNTS)]
    with app.app_context():
        hashed = hash_password(PASSWORD)
    with app.app_context(), write_transaction():
        for address in known:
            create_account(email=address, name="Somebody", password_hash=hashed, actor=None)
    print("| answer | known (ms) | unknown (ms) | difference |")
    print("|---|---|---|---|")
    missed = 0
    for name, ask in _answers(app, review).items():
        times = _times(app, ask, known, pairs)
        known_ms, unknown_ms = (1000 * median(each) for each in times)
        percent = 100 * abs(known_ms - unknown_ms) / min(known_ms, unknown_ms)
        missed += percent >= GOAL
        said = f"{percent:.1f} % (missed)" if percent >= GOAL else f"{percent:.1f} %"
        print(f"| {name}, {pairs} pairs | {known_ms:.1f} | {unknown_ms:.1f} | {said} |", flush=True)
    return missed


def _answers(app: Flask, review: ReviewWithPeople) -> dict[str, Ask]:
    lead = CheckedClient(app)
    lead.sign_in(review.emails["hr_lead"], PASSWORD)
    tokens = {"/sign-in": CheckedClient(app), "/sign-in/forgotten": CheckedClient(app)}
    sent = {path: (client.token(path), client._client) for path, client in tokens.items()}
    invite = f"/reviews/{review.id}/people/invite"
    lead_token = lead.token(invite)

    def sign_in(address: str) -> None:
        token, client = sent["/sign-in"]
        client.post("/sign-in", data={"csrf_token": token, "email": address, "password": "not the password"})

    def recover(address: str) -> None:
        token, client = sent["/sign-in/forgotten"]
        client.post("/sign-in/forgotten", data={"csrf_token": token, "email": address})

    def ask_to_join(address: str) -> None:
        data = {"csrf_token": lead_token, "email": address, "name": "Somebody", "role": "network_member"}
        answer = lead._client.post(invite, data=data)
        assert answer.status_code == 302, answer.text[:2000]

    return {
        "wrong password": sign_in,
        "key for a new password": recover,
        "invitation to a review": ask_to_join,
    }


def _times(app: Flask, ask: Ask, known: Sequence[str], pairs: int) -> tuple[list[float], list[float]]:
    times: tuple[list[float], list[float]] = ([], [])
    chance = random.Random(2026)
    for number in range(pairs + 5):
        pair = [(0, known[number % len(known)]), (1, f"nobody{number}@known.example")]
        chance.shuffle(pair)
        for index, address in pair:
            start = perf_counter()
            ask(address)
            if number >= 5:
                times[index].append(perf_counter() - start)
        with app.app_context(), write_transaction() as session:
            session.execute(delete(SignInTries))
            session.execute(delete(Invitation))
    return times
