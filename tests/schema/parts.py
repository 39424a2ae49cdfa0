"""What a database's schema is made of, written one way, so that two databases can be compared.

On SQLite each table's columns, constraints and options (WITHOUT ROWID), each index and each trigger, from
their SQL; on PostgreSQL the same from its catalogues.
"""

import re

from sqlalchemy import Engine, text

Parts = dict[str, set[str]]

_CATALOGUES = {
    "table": """
        SELECT c.relname, a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
               || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
               || coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '')
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
        UNION ALL
        SELECT c.relname, 'CONSTRAINT ' || k.conname || ' ' || pg_get_constraintdef(k.oid)
        FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
        WHERE k.contype <> 'n' AND c.relnamespace = current_schema()::regnamespace
    """,
    "index": """
        SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()
    """,
    "trigger": """
        SELECT t.tgname, pg_get_triggerdef(t.oid) || ' ' || t.tgenabled::text || ' ' || p.prosrc
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
        WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace
    """,
}


def parts_of(engine: Engine) -> Parts:
    """Return each table, index and trigger with everything that it is made of, whatever the order."""
    found = _of_sqlite(engine) if engine.dialect.name == "sqlite" else _of_postgresql(engine)
    return {name: parts for name, parts in found.items() if "alembic_version" not in name}


def _of_postgresql(engine: Engine) -> Parts:
    found: Parts = {}
    with engine.connect() as connection:
        for kind, query in _CATALOGUES.items():
            for name, part in connection.execute(text(query)):
                found.setdefault(f"{kind} {name}", set()).add(_tidy(part))
    return found


def _of_sqlite(engine: Engine) -> Parts:
    with engine.connect() as connection:
        query = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"
        rows = connection.exec_driver_sql(query).all()
    return {
        f"{kind} {name}": set(_of_table(sql) if kind == "table" else [_tidy(sql)]) for kind, name, sql in rows
    }


def _of_table(sql: str) -> list[str]:
    """Split a CREATE TABLE at the commas outside brackets, and keep the options behind the last bracket."""
    body, options = sql[sql.index("(") + 1 : sql.rindex(")")], sql[sql.rindex(")") + 1 :]
    parts, depth = [""], 0
    for character in body:
        depth += (character == "(") - (character == ")")
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return [_tidy(part) for part in [*parts, *([f"options {options}"] if options.strip() else [])]]


def _tidy(sql: str) -> str:
    return re.sub(r"\s+", " ", sql.replace('"', "")).strip()
