# Made by Django 5.2.19 on 2026-11-22 03:54

import django.db.models.deletion
import uuid
from django.db import migrations, models

from django.contrib.postgres.operations import BtreeGistExtension

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

    initial = True

    dependencies = [
        ('acts', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Area',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('since', models.DateField(verbose_name='dal')),
                ('until', models.DateField(blank=True, null=True, verbose_name='fino al giorno prima del')),
                ('kind', models.CharField(choices=[('country', 'Stato'), ('region', 'Regione'), ('province', 'Provincia'), ('ambito', 'Ambito sociale'), ('zone', 'Zona sociale'), ('municipality', 'Comune')], max_length=20, verbose_name='tipo')),
                ('slug', models.CharField(max_length=80, unique=True, verbose_name="nome nell'indirizzo")),
                ('name', models.CharField(max_length=120, verbose_name='nome')),
                ('other_name', models.CharField(blank=True, max_length=120, verbose_name='nome in altra lingua')),
                ('istat_code', models.CharField(blank=True, max_length=10, verbose_name='codice ISTAT')),
                ('belfiore_code', models.CharField(blank=True, max_length=4, verbose_name='codice catastale')),
                ('sigla', models.CharField(blank=True, max_length=2, verbose_name='sigla')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='fonte')),
                ('search', models.CharField(editable=False, max_length=300)),
                ('sort_key', models.CharField(db_index=True, editable=False, max_length=140)),
                ('act', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='acts.act', verbose_name='atto')),
            ],
            options={
                'verbose_name': 'area',
                'verbose_name_plural': 'aree',
                'ordering': ['sort_key', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Delegation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('since', models.DateField(verbose_name='dal')),
                ('until', models.DateField(blank=True, null=True, verbose_name='fino al giorno prima del')),
                ('function', models.CharField(choices=[('lead', 'Ente capofila'), ('planning', 'Programmazione'), ('money', 'Gestione finanziaria'), ('delivery', 'Erogazione dei servizi')], max_length=10, verbose_name='funzione')),
                ('to_name', models.CharField(max_length=160, verbose_name='ente delegato')),
                ('subject', models.CharField(blank=True, max_length=300, verbose_name='oggetto')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='acts.act', verbose_name='atto che vi ha posto fine')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='fonte')),
                ('act', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='acts.act', verbose_name='atto')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='delegations', to='territory.area')),
                ('to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.area', verbose_name='a')),
            ],
            options={
                'verbose_name': 'delega',
                'verbose_name_plural': 'deleghe',
                'ordering': ['function', 'since', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Denomination',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField(verbose_name='dal')),
                ('until', models.DateField(blank=True, null=True, verbose_name='fino al giorno prima del')),
                ('name', models.CharField(max_length=120, verbose_name='nome')),
                ('istat_code', models.CharField(blank=True, db_index=True, max_length=10, verbose_name='codice ISTAT')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='fonte')),
                ('act', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='acts.act', verbose_name='atto')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='denominations', to='territory.area')),
            ],
            options={
                'verbose_name': 'denominazione',
                'verbose_name_plural': 'denominazioni',
                'ordering': ['since', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField(verbose_name='dal')),
                ('until', models.DateField(blank=True, null=True, verbose_name='fino al giorno prima del')),
                ('whole_kind', models.CharField(choices=[('country', 'Stato'), ('region', 'Regione'), ('province', 'Provincia'), ('ambito', 'Ambito sociale'), ('zone', 'Zona sociale'), ('municipality', 'Comune')], editable=False, max_length=20)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='acts.act', verbose_name='atto che vi ha posto fine')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='fonte')),
                ('act', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='acts.act', verbose_name='atto')),
                ('part', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='territory.area')),
                ('whole', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='territory.area')),
            ],
            options={
                'verbose_name': 'appartenenza',
                'verbose_name_plural': 'appartenenze',
                'ordering': ['since', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Slug',
            fields=[
                ('slug', models.CharField(max_length=80, primary_key=True, serialize=False, verbose_name="nome nell'indirizzo")),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='slugs', to='territory.area')),
            ],
            options={
                'verbose_name': "nome nell'indirizzo",
            },
        ),
        migrations.CreateModel(
            name='Succession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='dal')),
                ('change', models.CharField(choices=[('merger', 'Fusione'), ('incorporation', 'Incorporazione'), ('separation', 'Distacco')], max_length=15, verbose_name='variazione')),
                ('source', models.CharField(max_length=300, verbose_name='fonte')),
                ('after', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ancestors', to='territory.area')),
                ('before', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='successors', to='territory.area')),
            ],
            options={
                'verbose_name': 'successione di Comuni',
                'verbose_name_plural': 'successioni di Comuni',
                'ordering': ['on', 'pk'],
            },
        ),
        migrations.AddIndex(
            model_name='area',
            index=models.Index(fields=['kind', 'sort_key'], name='area_of_a_kind'),
        ),
        migrations.AddConstraint(
            model_name='area',
            constraint=models.CheckConstraint(condition=models.Q(('until', None), ('until__gt', models.F('since')), _connector='OR'), name='area_ends_after_it_starts', violation_error_message="La fine deve seguire l'inizio."),
        ),
        migrations.AddConstraint(
            model_name='area',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['country', 'region', 'province', 'ambito', 'zone', 'municipality'])), name='area_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='area',
            constraint=models.UniqueConstraint(models.F('kind'), models.F('istat_code'), condition=models.Q(models.Q(('istat_code', ''), _negated=True), ('until', None)), name='istat_code_is_of_one_living_area', violation_error_message="Questo codice ISTAT è già di un'altra area."),
        ),
        migrations.AddConstraint(
            model_name='delegation',
            constraint=models.CheckConstraint(condition=models.Q(('until', None), ('until__gt', models.F('since')), _connector='OR'), name='delegation_ends_after_it_starts', violation_error_message="La fine deve seguire l'inizio."),
        ),
        migrations.AddConstraint(
            model_name='denomination',
            constraint=models.CheckConstraint(condition=models.Q(('until', None), ('until__gt', models.F('since')), _connector='OR'), name='denomination_ends_after_it_starts', violation_error_message="La fine deve seguire l'inizio."),
        ),
        migrations.AddIndex(
            model_name='membership',
            index=models.Index(fields=['part', 'whole_kind'], name='membership_of_a_part'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('until', None), ('until__gt', models.F('since')), _connector='OR'), name='membership_ends_after_it_starts', violation_error_message="La fine deve seguire l'inizio."),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('part', models.F('whole')), _negated=True), name='area_is_not_part_of_itself', violation_error_message="Un'area non fa parte di sé stessa."),
        ),
        migrations.AddConstraint(
            model_name='succession',
            constraint=models.UniqueConstraint(models.F('before'), models.F('after'), name='a_succession_is_told_once'),
        ),
        migrations.AddConstraint(
            model_name='succession',
            constraint=models.CheckConstraint(condition=models.Q(('before', models.F('after')), _negated=True), name='nobody_succeeds_to_itself'),
        ),
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
