"""What the triggers on addresses and websites call: the domains of a host, noted by person."""

from typing import ClassVar

from django.db import migrations

# acme.example of eu.acme.example as well; never the last label alone, never a number's parts
DOMAINS_OF = """
CREATE FUNCTION accounts_domains_of(host text) RETURNS SETOF text LANGUAGE sql IMMUTABLE AS $$
    SELECT array_to_string(labels[n:], '.')
      FROM string_to_array(rtrim(lower(trim(host)), '.'), '.') AS labels,
           generate_series(1, cardinality(labels) - 1) AS n
     WHERE host !~ '^[0-9.]*$' AND length(host) <= 253;
$$;
"""
HOST_OF = """
CREATE FUNCTION accounts_host_of(address text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN address LIKE '%://%'
                THEN substring(address FROM '^[a-zA-Z]+://(?:[^/?#@]*@)?([^/?#:]+)')
                ELSE substring(address FROM '@([^@]+)$') END;
$$;
"""
# Confirmed addresses and the one a person signs in with; whoever changes one waits for the other.
NOTE_PERSON = """
CREATE FUNCTION accounts_note_person_domains(person bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE noted text[];
BEGIN
    PERFORM 1 FROM accounts_user WHERE id = person FOR NO KEY UPDATE;
    IF NOT FOUND THEN RETURN; END IF;
    SELECT coalesce(array_agg(DISTINCT domain), '{}') INTO noted
      FROM (SELECT email FROM accounts_user WHERE id = person
            UNION ALL
            SELECT email FROM account_emailaddress WHERE user_id = person AND verified) a,
           accounts_domains_of(accounts_host_of(a.email)) AS domain
     WHERE NOT EXISTS (SELECT 1 FROM accounts_shareddomain s WHERE s.domain = domain.domain);
    DELETE FROM accounts_persondomain WHERE user_id = person AND domain <> ALL (noted);
    INSERT INTO accounts_persondomain (user_id, domain)
         SELECT person, unnest(noted) ON CONFLICT DO NOTHING;
END $$;
"""
NOTE_ORGANISATION = """
CREATE FUNCTION accounts_note_organisation_domains(organisation bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM accounts_organisationdomain WHERE organisation_id = organisation;
    INSERT INTO accounts_organisationdomain (organisation_id, domain)
         SELECT o.id, domain
           FROM accounts_organisation o, accounts_domains_of(accounts_host_of(o.website)) AS domain
          WHERE o.id = organisation AND NOT EXISTS (
                SELECT 1 FROM accounts_shareddomain s WHERE s.domain = domain.domain)
    ON CONFLICT DO NOTHING;
END $$;
"""
COUNT_AGAIN = """
CREATE FUNCTION accounts_count_domain_again(counted text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO accounts_persondomain (user_id, domain)
         SELECT DISTINCT a.id, counted
           FROM (SELECT id, email FROM accounts_user
                 UNION ALL
                 SELECT user_id, email FROM account_emailaddress WHERE verified) a
          WHERE counted IN (SELECT accounts_domains_of(accounts_host_of(a.email)))
    ON CONFLICT DO NOTHING;
    INSERT INTO accounts_organisationdomain (organisation_id, domain)
         SELECT o.id, counted FROM accounts_organisation o
          WHERE counted IN (SELECT accounts_domains_of(accounts_host_of(o.website)))
    ON CONFLICT DO NOTHING;
END $$;
"""


def function(sql: str, signature: str) -> migrations.RunSQL:
    return migrations.RunSQL(sql, f"DROP FUNCTION {signature}")


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("accounts", "0008_notification_scopes"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations: ClassVar = [
        function(DOMAINS_OF, "accounts_domains_of(text)"),
        function(HOST_OF, "accounts_host_of(text)"),
        function(NOTE_PERSON, "accounts_note_person_domains(bigint)"),
        function(NOTE_ORGANISATION, "accounts_note_organisation_domains(bigint)"),
        function(COUNT_AGAIN, "accounts_count_domain_again(text)"),
    ]
