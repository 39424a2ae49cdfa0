"""What 200 organisations of 150 staff can be told by their profile: `make bench ARGS=profile`."""

from collections import Counter
from time import perf_counter

from review_toolkit.disclosure.profile import make_profile
from review_toolkit.disclosure.unpublished import protect_with_unpublished
from tests.disclosure.small_organisations import small_organisation

ORGANISATIONS = 200
GOAL = 0.95


def main() -> int:
    began = perf_counter()
    answered: Counter[int] = Counter()
    kinds: Counter[tuple[int, str]] = Counter()
    for seed in range(ORGANISATIONS):
        profile = make_profile(small_organisation(seed), protect_with_unpublished)
        answered[profile.answered] += 1
        kinds.update((answer.point, answer.kind) for answer in profile.answers)
    enough = sum(times for number, times in answered.items() if number >= 4) / ORGANISATIONS
    each = (perf_counter() - began) / ORGANISATIONS
    print(
        f"{ORGANISATIONS} organisations of 150 staff; at least four of five questions answered: {enough:.1%}"
    )
    print(
        f"Five: {answered[5]}, four: {answered[4]}, fewer: {ORGANISATIONS - answered[5] - answered[4]}; "
        f"{each:.2f} seconds for each.\n"
    )
    names = sorted({kind for _, kind in kinds})
    print(f"| question | {' | '.join(names)} |")
    print(f"|---{'|---' * len(names)}|")
    for point in sorted({point for point, _ in kinds}):
        print(f"| {point} | {' | '.join(str(kinds[point, name]) for name in names)} |")
    return 0 if enough >= GOAL else 1
