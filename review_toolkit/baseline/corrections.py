"""What links the figures of a corrected file with the withdrawn figures of its date."""

from collections.abc import Sequence

from review_toolkit.baseline import queries
from review_toolkit.baseline.movers import CannotDerive, Staff, corrected_in
from review_toolkit.disclosure.lines import least_people
from review_toolkit.disclosure.moved import Moved
from review_toolkit.releases.ledger import Publication
from review_toolkit.vault import Vault

TOO_FEW = (
    "the corrected figures differ from the withdrawn ones in too few people to publish them beside each other"
)
NOT_HELD = "the withdrawn workforce file is no longer held, so nobody can tell in whom the two files differ"


def link_with_withdrawn(
    corrected: Staff, withdrawn: Sequence[Publication], *, threshold: int, vault: Vault
) -> Moved:
    """Return in whom a corrected file differs from the one behind the newest withdrawn figures of its date.

    Where a date was withdrawn more than once, the audit goes from one version to the next. It does not see
    that rows which one correction put in are those that the next took out, so that a file may be all but the
    first again: it has to be the same, or to differ in twice the threshold. Raises `CannotDerive`.
    """
    links = []
    for publication in withdrawn:
        held = queries.extract_behind(publication.release_id)
        if held is None:
            raise CannotDerive(NOT_HELD)
        workforce = queries.workforce_of(held, vault=vault)
        links.append(
            corrected_in(Staff(corrected.day, workforce.people, workforce.mapping_fingerprint), corrected)
        )
    if any(0 < link.people < least_people(threshold) for link in links[:-1]):
        raise CannotDerive(TOO_FEW)
    return links[-1]
