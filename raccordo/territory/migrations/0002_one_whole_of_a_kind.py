from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations

from raccordo.foundation.vendors import VendorSQL

OVERLAPS = """
    WHEN EXISTS (
        SELECT 1 FROM territory_membership AS other
        WHERE other.part_id = NEW.part_id
        AND other.whole_kind = NEW.whole_kind
        AND other.id IS NOT NEW.id
        AND (other.until IS NULL OR other.until > NEW.since)
        AND (NEW.until IS NULL OR NEW.until > other.since)
    )
    BEGIN SELECT RAISE(ABORT, 'membership_is_in_one_whole_of_a_kind'); END
"""


class Migration(migrations.Migration):
    """An area is in one whole of a kind at a time: the database itself refuses."""

    dependencies = [("territory", "0001_initial")]

    operations = [
        BtreeGistExtension(),
        VendorSQL(
            "sqlite",
            [
                "CREATE TRIGGER membership_is_in_one_whole_of_a_kind_i"
                f" BEFORE INSERT ON territory_membership {OVERLAPS}",
                "CREATE TRIGGER membership_is_in_one_whole_of_a_kind_u"
                f" BEFORE UPDATE ON territory_membership {OVERLAPS}",
            ],
            [
                "DROP TRIGGER membership_is_in_one_whole_of_a_kind_u",
                "DROP TRIGGER membership_is_in_one_whole_of_a_kind_i",
            ],
        ),
        VendorSQL(
            "postgresql",
            [
                "ALTER TABLE territory_membership"
                " ADD CONSTRAINT membership_is_in_one_whole_of_a_kind EXCLUDE USING gist"
                " (part_id WITH =, whole_kind WITH =, daterange(since, until) WITH &&)",
            ],
            [
                "ALTER TABLE territory_membership"
                " DROP CONSTRAINT membership_is_in_one_whole_of_a_kind",
            ],
        ),
    ]
