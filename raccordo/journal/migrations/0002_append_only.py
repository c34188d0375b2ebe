from django.db import migrations

from raccordo.foundation.vendors import VendorSQL

SQLITE = [
    """
    CREATE TRIGGER journal_entry_is_never_edited BEFORE UPDATE ON journal_entry
    BEGIN SELECT RAISE(ABORT, 'the journal is append only'); END
    """,
    """
    CREATE TRIGGER journal_entry_is_never_deleted BEFORE DELETE ON journal_entry
    BEGIN SELECT RAISE(ABORT, 'the journal is append only'); END
    """,
    # INSERT OR REPLACE deletes without waking the trigger above.
    """
    CREATE TRIGGER journal_entry_is_never_replaced BEFORE INSERT ON journal_entry
    WHEN EXISTS (
        SELECT 1 FROM journal_entry AS old
        WHERE old.id = NEW.id OR (old.chain = NEW.chain AND old.seq = NEW.seq)
    )
    BEGIN SELECT RAISE(ABORT, 'the journal is append only'); END
    """,
    """
    CREATE TRIGGER journal_seal_is_never_edited BEFORE UPDATE ON journal_seal
    BEGIN SELECT RAISE(ABORT, 'the journal is append only'); END
    """,
    """
    CREATE TRIGGER journal_seal_is_never_deleted BEFORE DELETE ON journal_seal
    BEGIN SELECT RAISE(ABORT, 'the journal is append only'); END
    """,
    """
    CREATE TRIGGER journal_seal_is_never_replaced BEFORE INSERT ON journal_seal
    WHEN EXISTS (
        SELECT 1 FROM journal_seal AS old
        WHERE old.id = NEW.id OR (old.chain = NEW.chain AND old.day = NEW.day)
    )
    BEGIN SELECT RAISE(ABORT, 'the journal is append only'); END
    """,
]

POSTGRESQL = [
    """
    CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the journal is append only' USING ERRCODE = 'check_violation'; END $$
    """,
    """
    CREATE TRIGGER journal_entry_is_never_edited BEFORE UPDATE OR DELETE ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_is_append_only()
    """,
    """
    CREATE TRIGGER journal_entry_is_never_emptied BEFORE TRUNCATE ON journal_entry
    FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only()
    """,
    """
    CREATE TRIGGER journal_seal_is_never_edited BEFORE UPDATE OR DELETE ON journal_seal
    FOR EACH ROW EXECUTE FUNCTION journal_is_append_only()
    """,
    """
    CREATE TRIGGER journal_seal_is_never_emptied BEFORE TRUNCATE ON journal_seal
    FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only()
    """,
]


class Migration(migrations.Migration):
    """The register is append only: the database itself refuses, whoever asks."""

    dependencies = [("journal", "0001_initial")]

    operations = [
        VendorSQL(
            "sqlite",
            SQLITE,
            [
                "DROP TRIGGER journal_seal_is_never_replaced",
                "DROP TRIGGER journal_seal_is_never_deleted",
                "DROP TRIGGER journal_seal_is_never_edited",
                "DROP TRIGGER journal_entry_is_never_replaced",
                "DROP TRIGGER journal_entry_is_never_deleted",
                "DROP TRIGGER journal_entry_is_never_edited",
            ],
        ),
        VendorSQL(
            "postgresql",
            POSTGRESQL,
            [
                "DROP TRIGGER journal_seal_is_never_emptied ON journal_seal",
                "DROP TRIGGER journal_seal_is_never_edited ON journal_seal",
                "DROP TRIGGER journal_entry_is_never_emptied ON journal_entry",
                "DROP TRIGGER journal_entry_is_never_edited ON journal_entry",
                "DROP FUNCTION journal_is_append_only",
            ],
        ),
    ]
