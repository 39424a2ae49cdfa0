"""Prepared figures as they are kept between being worked out and being released: sealed."""

import json
from uuid import uuid4

from review_toolkit.baseline.models import Extract, PreparedFigures
from review_toolkit.baseline.preparation import Preparation, Ready
from review_toolkit.figures import fingerprint_of, from_document, to_document
from review_toolkit.releases.outcomes import HeldBack, Refused
from review_toolkit.releases.service import Proof
from review_toolkit.vault import Vault


def sealed(preparation: Preparation, extract: Extract, *, vault: Vault) -> PreparedFigures:
    """Return the row that keeps a preparation."""
    result = preparation.result
    row = PreparedFigures(id=uuid4(), extract_id=extract.id, ledger_head=preparation.ledger_head)
    if not isinstance(result, Ready):
        row.outcome = "held_back" if isinstance(result, HeldBack) else "refused"
        row.reason = result.reason
        return row
    row.outcome = "ready"
    row.fingerprint = fingerprint_of(result.content)
    proof = result.proof
    document = {
        "content": to_document(result.content),
        "statement": proof.statement,
        "manifest": proof.manifest,
        "ledger_head": proof.ledger_head,
        "ok": proof.ok,
    }
    row.sealed = vault.seal(json.dumps(document).encode("utf-8", "surrogatepass"), record=row.id)
    return row


def opened(row: PreparedFigures, *, vault: Vault) -> Preparation:
    """Return what a row keeps; raise `CannotOpen` under another key."""
    if row.outcome == "held_back":
        return Preparation(HeldBack(row.reason or ""), row.ledger_head)
    if row.outcome == "refused" or row.sealed is None:
        return Preparation(Refused(row.reason or ""), row.ledger_head)
    document = json.loads(vault.open(row.sealed, record=row.id))
    proof = Proof(document["statement"], document["manifest"], document["ledger_head"], document["ok"])
    return Preparation(Ready(from_document(document["content"]), proof), row.ledger_head)
