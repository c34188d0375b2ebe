# Made by Django 5.2.19 on 2026-11-22 03:54

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

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

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ChainHead',
            fields=[
                ('chain', models.CharField(max_length=80, primary_key=True, serialize=False, verbose_name='catena')),
                ('seq', models.PositiveBigIntegerField(default=0, verbose_name='numero')),
                ('hash', models.CharField(blank=True, max_length=64, verbose_name='impronta')),
            ],
            options={
                'verbose_name': 'testa della catena',
            },
        ),
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('chain', models.CharField(max_length=80, verbose_name='catena')),
                ('day', models.DateField(verbose_name='giorno')),
                ('seq', models.PositiveBigIntegerField(verbose_name='numero')),
                ('hash', models.CharField(max_length=64, verbose_name='impronta')),
                ('signature', models.CharField(max_length=128, verbose_name='firma')),
            ],
            options={
                'verbose_name': 'sigillo del registro',
                'ordering': ['day', 'chain'],
                'constraints': [models.UniqueConstraint(models.F('chain'), models.F('day'), name='a_chain_is_sealed_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('chain', models.CharField(max_length=80, verbose_name='catena')),
                ('seq', models.PositiveBigIntegerField(verbose_name='numero')),
                ('at', models.DateTimeField(verbose_name='scritta il')),
                ('acting', models.CharField(max_length=120, verbose_name='in veste di')),
                ('what', models.CharField(max_length=80, verbose_name='fatto')),
                ('subject', models.CharField(db_index=True, max_length=120, verbose_name='oggetto')),
                ('purpose', models.TextField(blank=True, verbose_name='motivo')),
                ('request_id', models.CharField(blank=True, max_length=40, verbose_name='richiesta')),
                ('details', models.TextField(default='{}', verbose_name='dettagli')),
                ('prev', models.CharField(blank=True, max_length=64, verbose_name='impronta precedente')),
                ('hash', models.CharField(max_length=64, verbose_name='impronta')),
                ('user', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'voce di registro',
                'verbose_name_plural': 'registro delle operazioni',
                'ordering': ['chain', 'seq'],
                'constraints': [models.UniqueConstraint(models.F('chain'), models.F('seq'), name='entry_number_is_unique_in_its_chain')],
            },
        ),
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
