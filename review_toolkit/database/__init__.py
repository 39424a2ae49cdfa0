"""The database: SQLite or PostgreSQL, durable, with one writer at a time and tables that are only added to.

SQLite runs in WAL mode with full synchronisation: what was acknowledged survives a crash, as it does on
PostgreSQL. `declarations` says how tables are declared, `engines` sets up connections, `transactions` lets
writers take turns, `safeguards` holds tables that are only added to, `chains` those whose rows are chained.
"""

from review_toolkit.database.chains import (
    NOTHING_BEFORE,
    Chained,
    ChainFault,
    append_to_chain,
    chained,
    is_as_written,
    verify_chain,
)
from review_toolkit.database.declarations import Absent, Base, UTCDateTime, identifier, now
from review_toolkit.database.safeguards import append_only
from review_toolkit.database.transactions import UnknownOutcome, db, init_database, write_transaction

__all__ = [
    "NOTHING_BEFORE",
    "Absent",
    "Base",
    "ChainFault",
    "Chained",
    "UTCDateTime",
    "UnknownOutcome",
    "append_only",
    "append_to_chain",
    "chained",
    "db",
    "identifier",
    "init_database",
    "is_as_written",
    "now",
    "verify_chain",
    "write_transaction",
]
