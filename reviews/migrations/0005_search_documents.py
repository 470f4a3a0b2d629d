"""What the search looks in, kept by triggers on applications and organisations."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from common.holding import never_ignored


# As the triggers do it for each row.
FILL = r"""
    INSERT INTO reviews_searchdocument (application_id, is_open, document)
    SELECT a.id, a.status NOT IN ('approved', 'declined', 'recorded', 'withdrawn'), 
    setweight(to_tsvector('simple', a.title) || to_tsvector('english', a.title), 'A')
    || setweight((replace(lower(a.reference), '-', '') || ':1')::tsvector, 'B')
    || setweight(to_tsvector('simple', o.name) || to_tsvector('english', o.name), 'B')
    || setweight(to_tsvector('simple', said.text) || to_tsvector('english', said.text), 'C')
 
      FROM applications_application a
      JOIN accounts_organisation o ON o.id = a.organisation_id
      JOIN applications_revision r ON r.id = a.revision_id
     CROSS JOIN LATERAL (SELECT left(
    COALESCE((SELECT string_agg(text #>> '{}', ' ')
       FROM jsonb_each(r.answers) AS answer(question, given),
            jsonb_path_query(given, 'strict $.** ? (@.type() == "string")') AS text
      WHERE NOT given @? '$[*].sha256'), '')
, 200000) AS text) said
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_notification_scopes"),
        ("applications", "0006_message_lengths"),
        ("reviews", "0004_fill_queue"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchDocument",
            fields=[
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="search",
                        serialize=False,
                        to="applications.application",
                    ),
                ),
                ("is_open", models.BooleanField()),
                ("document", django.contrib.postgres.search.SearchVectorField()),
            ],
        ),
        migrations.CreateModel(
            name="SearchedOrganisation",
            fields=[],
            options={
                "verbose_name": "Organisation",
                "verbose_name_plural": "Organisations",
                "proxy": True,
                "default_permissions": (),
                "indexes": [],
                "constraints": [],
            },
            bases=("accounts.organisation",),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        pgtrigger.migrations.AddTrigger(
            model_name="queue",
            trigger=pgtrigger.compiler.Trigger(
                name="search_follows_application",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    IF NEW.revision_id IS NULL THEN\n        RETURN NULL;\n    END IF;\n    IF OLD.revision_id IS NOT DISTINCT FROM NEW.revision_id AND OLD.title = NEW.title THEN\n        UPDATE reviews_searchdocument\n           SET is_open = NEW.status NOT IN ('approved', 'declined', 'recorded', 'withdrawn')\n         WHERE application_id = NEW.id AND is_open <> (NEW.status NOT IN ('approved', 'declined', 'recorded', 'withdrawn'));\n        RETURN NULL;\n    END IF;\n    \n    INSERT INTO reviews_searchdocument (application_id, is_open, document)\n    SELECT a.id, a.status NOT IN ('approved', 'declined', 'recorded', 'withdrawn'), \n    setweight(to_tsvector('simple', a.title) || to_tsvector('english', a.title), 'A')\n    || setweight((replace(lower(a.reference), '-', '') || ':1')::tsvector, 'B')\n    || setweight(to_tsvector('simple', o.name) || to_tsvector('english', o.name), 'B')\n    || setweight(to_tsvector('simple', said.text) || to_tsvector('english', said.text), 'C')\n \n      FROM applications_application a\n      JOIN accounts_organisation o ON o.id = a.organisation_id\n      JOIN applications_revision r ON r.id = a.revision_id\n     CROSS JOIN LATERAL (SELECT left(\n    COALESCE((SELECT string_agg(text #>> '{}', ' ')\n       FROM jsonb_each(r.answers) AS answer(question, given),\n            jsonb_path_query(given, 'strict $.** ? (@.type() == \"string\")') AS text\n      WHERE NOT given @? '$[*].sha256'), '')\n, 200000) AS text) said\n\n WHERE a.id = NEW.id\n        ON CONFLICT (application_id)\n        DO UPDATE SET is_open = EXCLUDED.is_open, document = EXCLUDED.document;\n    RETURN NULL;\n",
                    hash="a9d29386a7fb04f9d92522965fcd16e5da3c6c7d",
                    operation='UPDATE OF "revision_id", "title", "status"',
                    pgid="pgtrigger_search_follows_application_ec673",
                    table="applications_application",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="searchdocument",
            index=django.contrib.postgres.indexes.GinIndex(fields=["document"], name="search_all"),
        ),
        migrations.AddIndex(
            model_name="searchdocument",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("is_open", True)), fields=["document"], name="search_open"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="searchdocument",
            trigger=pgtrigger.compiler.Trigger(
                name="search_no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'Nothing may empty %.', TG_TABLE_NAME;",
                    hash="a2b46e871fdab34470ae3618890ee0327123673e",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_search_no_truncate_ae1d0",
                    table="reviews_searchdocument",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="searchdocument",
            trigger=pgtrigger.compiler.Trigger(
                name="search_follows",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF pg_trigger_depth() = 1 THEN\n                RAISE EXCEPTION 'What can be found follows the application, and nothing else.' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="afae8ba7b89109c28a75fab9ef32eca34a86bda4",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_search_follows_4ca95",
                    table="reviews_searchdocument",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="searchedorganisation",
            trigger=pgtrigger.compiler.Trigger(
                name="search_follows_organisation",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    IF OLD.name <> NEW.name THEN\n        UPDATE reviews_searchdocument d\n           SET document = fresh.document\n          FROM (SELECT a.id, \n    setweight(to_tsvector('simple', a.title) || to_tsvector('english', a.title), 'A')\n    || setweight((replace(lower(a.reference), '-', '') || ':1')::tsvector, 'B')\n    || setweight(to_tsvector('simple', o.name) || to_tsvector('english', o.name), 'B')\n    || setweight(to_tsvector('simple', said.text) || to_tsvector('english', said.text), 'C')\n AS document \n      FROM applications_application a\n      JOIN accounts_organisation o ON o.id = a.organisation_id\n      JOIN applications_revision r ON r.id = a.revision_id\n     CROSS JOIN LATERAL (SELECT left(\n    COALESCE((SELECT string_agg(text #>> '{}', ' ')\n       FROM jsonb_each(r.answers) AS answer(question, given),\n            jsonb_path_query(given, 'strict $.** ? (@.type() == \"string\")') AS text\n      WHERE NOT given @? '$[*].sha256'), '')\n, 200000) AS text) said\n WHERE o.id = NEW.id) fresh\n         WHERE d.application_id = fresh.id;\n    END IF;\n    RETURN NULL;\n",
                    hash="18249a4e770c91f1feee0ec86a514268fd0909e5",
                    operation='UPDATE OF "name"',
                    pgid="pgtrigger_search_follows_organisation_a6c5c",
                    table="accounts_organisation",
                    when="AFTER",
                ),
            ),
        ),
        never_ignored(),
    ]
