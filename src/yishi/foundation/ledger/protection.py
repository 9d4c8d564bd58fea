"""Triggers of the database that keep entries final even for a program that goes round the models."""

from django.db.backends.base.base import BaseDatabaseWrapper

MESSAGE = "entries of the ledger are final"
TRIGGERS = ("ledger_entry_not_updated", "ledger_entry_not_deleted", "ledger_entry_not_emptied")

_SQLITE = [
    f"CREATE TRIGGER {TRIGGERS[0]} BEFORE UPDATE ON ledger_entry BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
    f"CREATE TRIGGER {TRIGGERS[1]} BEFORE DELETE ON ledger_entry BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
]
_POSTGRESQL = [
    f"""CREATE FUNCTION ledger_entry_final() RETURNS trigger LANGUAGE plpgsql
        AS $$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$""",
    *(
        f"CREATE TRIGGER {name} BEFORE {act} ON ledger_entry EXECUTE FUNCTION ledger_entry_final()"
        for name, act in zip(TRIGGERS, ("UPDATE", "DELETE", "TRUNCATE"), strict=True)
    ),
]


def protect(connection: BaseDatabaseWrapper) -> None:
    """Forbid changing and deleting entries. A migration that rebuilds the table must call it again (SQLite)."""
    with connection.cursor() as cursor:
        for statement in _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE:
            cursor.execute(statement)


def lift(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: for tests, which must be able to empty tables and to forge entries."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP FUNCTION IF EXISTS ledger_entry_final() CASCADE")
        else:
            for name in TRIGGERS:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def is_protected(connection: BaseDatabaseWrapper) -> bool:
    """Whether all triggers are in place."""
    if connection.vendor == "postgresql":
        statement = "SELECT count(*) FROM pg_trigger WHERE tgname IN (%s, %s, %s) AND tgenabled <> 'D'"
        names: tuple[str, ...] = TRIGGERS
    else:
        statement = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name IN (%s, %s)"
        names = TRIGGERS[:2]
    with connection.cursor() as cursor:
        cursor.execute(statement, names)
        return bool(cursor.fetchone()[0] == len(names))
