"""Whoever took part before does not take up an appeal."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

from common.holding import never_ignored


class Migration(migrations.Migration):
    dependencies = [("applications", "0003_application_lines"), ("reviews", "0001_initial")]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name="lease",
            trigger=pgtrigger.compiler.Trigger(
                name="lease_on_appeal_by_new_person",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF \n    EXISTS (SELECT 1 FROM applications_appeal p\n             WHERE p.application_id = NEW.application_id AND p.outcome = '' AND (\n        EXISTS (SELECT 1 FROM applications_decision d\n                 WHERE d.application_id = p.application_id AND d.reviewer_id = NEW.reviewer_id\n                   AND d.decided_at <= p.filed_at)\n     OR EXISTS (SELECT 1 FROM applications_informationrequest i\n                 WHERE i.application_id = p.application_id AND i.asked_by_id = NEW.reviewer_id)\n     OR EXISTS (SELECT 1 FROM applications_message m\n                 WHERE m.application_id = p.application_id AND m.author_id = NEW.reviewer_id\n                   AND m.sent_at <= p.filed_at)\n     OR EXISTS (SELECT 1 FROM reviews_lease l\n                 WHERE l.application_id = p.application_id AND l.reviewer_id = NEW.reviewer_id\n                   AND l.claimed_at <= p.filed_at)\n     OR EXISTS (SELECT 1 FROM reviews_mark k\n                  JOIN applications_revision r ON r.id = k.revision_id\n                 WHERE r.application_id = p.application_id AND k.reviewer_id = NEW.reviewer_id\n                   AND k.marked_at <= p.filed_at)))\n THEN\n                RAISE EXCEPTION 'An appeal is decided by people who took no part before.' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="0b6935854cbc4b88bc0311e18a185bfdcab1c2eb",
                    operation='INSERT OR UPDATE OF "reviewer_id", "application_id"',
                    pgid="pgtrigger_lease_on_appeal_by_new_person_08904",
                    table="reviews_lease",
                    when="BEFORE",
                ),
            ),
        ),
        never_ignored(),
    ]
