"""The two views that say who must not judge what; and who has taken part in what is open now."""

from typing import ClassVar

from django.db import migrations

from common.holding import never_ignored

# Whoever changes a column that a view reads drops the view first and makes it again.
ORGANISATIONS = """
CREATE VIEW applications_organisationconflict AS
    SELECT user_id, organisation_id, 'member' AS kind FROM accounts_membership
    UNION ALL
    SELECT user_id, organisation_id, 'former' FROM accounts_pastmembership
    UNION ALL
    SELECT i.reviewer_id, o.id, 'declared'
      FROM applications_interest i
      JOIN accounts_organisation o ON lower(o.name) = lower(i.organisation_name)
     WHERE i.ended_at IS NULL AND i.organisation_name <> ''
       AND (i.until IS NULL OR i.until >= (now() AT TIME ZONE 'UTC')::date)
    UNION ALL
    SELECT i.reviewer_id, d.organisation_id, 'declared'
      FROM applications_interest i
      JOIN accounts_organisationdomain d ON d.domain = i.domain
     WHERE i.ended_at IS NULL AND i.domain <> ''
       AND (i.until IS NULL OR i.until >= (now() AT TIME ZONE 'UTC')::date)
    UNION ALL
    SELECT i.reviewer_id, m.organisation_id, 'declared'
      FROM applications_interest i
      JOIN accounts_persondomain d ON d.domain = i.domain
      JOIN accounts_membership m ON m.user_id = d.user_id
     WHERE i.ended_at IS NULL AND i.domain <> ''
       AND (i.until IS NULL OR i.until >= (now() AT TIME ZONE 'UTC')::date)
    UNION ALL
    SELECT mine.user_id, d.organisation_id, 'domain'
      FROM accounts_persondomain mine
      JOIN accounts_organisationdomain d ON d.domain = mine.domain
    UNION ALL
    SELECT mine.user_id, m.organisation_id, 'domain'
      FROM accounts_persondomain mine
      JOIN accounts_persondomain theirs ON theirs.domain = mine.domain
      JOIN accounts_membership m ON m.user_id = theirs.user_id;
"""
APPLICATIONS = """
CREATE VIEW applications_applicationconflict AS
    SELECT created_by_id AS user_id, id AS application_id, 'applied' AS kind
      FROM applications_application WHERE created_by_id IS NOT NULL
    UNION ALL
    SELECT submitted_by_id, application_id, 'applied'
      FROM applications_revision WHERE submitted_by_id IS NOT NULL
    UNION ALL
    SELECT reviewer_id, application_id, 'recused'
      FROM applications_recusal WHERE lifted_at IS NULL
    UNION ALL
    SELECT user_id, application_id, kind FROM applications_earlierpart;
"""
TOOK_PART = """
INSERT INTO applications_earlierpart (application_id, user_id, kind)
SELECT DISTINCT a.id, d.reviewer_id, 'decided'
  FROM applications_decision d JOIN applications_application a ON a.revision_id = d.revision_id
 WHERE a.status IN ('submitted', 'in_review', 'awaiting_second', 'appealed');
INSERT INTO applications_earlierpart (application_id, user_id, kind)
SELECT DISTINCT a.id, u.id, 'appealed'
  FROM applications_application a
  JOIN applications_appeal p ON p.application_id = a.id AND p.outcome = ''
  JOIN events_event e ON e.subject = 'application:' || a.reference AND e.at <= p.filed_at
  JOIN accounts_user u ON e.actor_ref = 'person:' || u.public_id
 WHERE a.status = 'appealed';
"""


def view(sql: str, name: str) -> migrations.RunSQL:
    return migrations.RunSQL(sql, f"DROP VIEW {name}")


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("accounts", "0011_shared_domains"),
        ("applications", "0008_conflicts_of_interest"),
        ("events", "0001_initial"),
    ]

    operations: ClassVar = [
        view(ORGANISATIONS, "applications_organisationconflict"),
        view(APPLICATIONS, "applications_applicationconflict"),
        migrations.RunSQL(TOOK_PART, migrations.RunSQL.noop),
        never_ignored(),
    ]
