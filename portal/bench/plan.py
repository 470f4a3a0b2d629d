"""Which applications are there to be? Tables for one session, from which the real ones are filled.

What one application is follows from its number; `mod` and `hashint4` spread states, tiers, kinds,
organisations and reviewers, so that two runs make the same. Only the words are drawn.
"""

from collections.abc import Sequence
from typing import Any, Final

from django.db import connection

from applications.references import ALPHABET

PARAGRAPHS = 20_000
FULL = 100  # open applications with every question answered
COMMON: Final = (
    *("customers", "language", "model", "summaries", "support", "translation", "hospital"),
    *(
        "lawyers",
        "pupils",
        "insurance",
        "recruiting",
        "Sprache",
        "Kunden",
        "Prüfung",
        "journalists",
    ),
)
SYLLABLES: Final = (
    *("ba", "ce", "di", "fo", "gu", "ha", "ki", "lo", "mu", "na"),
    *("pe", "qua", "ri", "so", "tu", "ve", "wi", "xo", "yu", "zen"),
)

_PLAN: Final = """
    CREATE TEMP TABLE plan AS
    SELECT n, is_open, is_full,
           CASE WHEN is_full THEN 'submitted' WHEN is_open THEN
                CASE WHEN a < 60 THEN 'submitted' WHEN a < 72 THEN 'in_review'
                     WHEN a < 78 THEN 'awaiting_second' WHEN a < 92 THEN 'changes_requested'
                     ELSE 'appealed' END
                ELSE CASE WHEN a < 55 THEN 'approved' WHEN a < 87 THEN 'declined'
                     WHEN a < 97 THEN 'withdrawn' ELSE 'recorded' END END AS status,
           CASE WHEN b < 50 THEN 'low' WHEN b < 80 OR (b >= 97 AND a < 78) THEN 'medium'
                WHEN b < 97 THEN 'high' ELSE 'prohibited' END AS tier,
           CASE WHEN NOT is_open AND a >= 97 THEN 'amendment' WHEN a >= 92 THEN 'new'
                WHEN c < 8 THEN 'amendment' WHEN c < 12 THEN 'recertification'
                ELSE 'new' END AS kind,
           a, b, c,
           'GA-' || (SELECT string_agg(substr(%(alphabet)s::text, letter, 1), '') FROM (
               SELECT 1 + ((x >> (5 * place)) & 31)::int AS letter
                 FROM generate_series(0, 7) AS place) AS letters) AS reference,
           initcap(p.words) || ' ' || n AS title,
           first.text AS first_text, second.text AS second_text
      FROM (SELECT n, mod(n, 10) = 0 AS is_open, mod(n, %(full)s) = 0 AS is_full,
                   mod(hashint4(n) & 2147483647, 100) AS a,
                   mod(hashint4(n + 1000003) & 2147483647, 100) AS b,
                   mod(hashint4(n + 2000003) & 2147483647, 100) AS c,
                   (n::bigint * 2654435761) & 1099511627775 AS x
              FROM generate_series(1, %(count)s) AS n) AS numbered
      JOIN paragraphs AS first ON first.id = mod(n, %(paragraphs)s)
      JOIN paragraphs AS second ON second.id = mod(n / 7 * 13 + n, %(paragraphs)s)
      JOIN paragraphs AS p ON p.id = mod(n * 3, %(paragraphs)s)
"""
_PARAGRAPHS: Final = """
    CREATE TEMP TABLE paragraphs AS
    SELECT id, string_agg(word, ' ') AS text,
           string_agg(word, ' ') FILTER (WHERE place < 3) AS words
      FROM (SELECT id, place, CASE WHEN i < cardinality(common) THEN common[i + 1]
                   ELSE syllables[1 + mod(i, 20)] || syllables[1 + mod(i / 20, 20)]
                        || syllables[1 + mod(i / 400, 20)] END AS word
              FROM (SELECT id, place, floor(power(random(), 3) * 8000)::int AS i
                      FROM generate_series(0, %(paragraphs)s - 1) AS id,
                           generate_series(1, 25) AS place) AS drawn,
                   (SELECT %(common)s::text[] AS common, %(syllables)s::text[] AS syllables) known
           ) AS worded
     GROUP BY id
"""
# What each application has from its number: whose it is, since when it waits, who reviewed it.
_PEOPLED: Final = """
    CREATE TEMP TABLE peopled AS
    SELECT plan.*, o.id AS organisation_id, w.id AS owner_id, 'person:' || w.public_id AS owner_ref,
           r.id AS reviewer_id, 'person:' || r.public_id AS reviewer_ref, w.language AS language,
           CASE WHEN is_open THEN now() + (mod(n / 10 * 7, 500) - 120) * interval '1 hour'
                ELSE submitted_at + interval '5 days' END + n * interval '1 microsecond' AS due_at,
           CASE WHEN NOT is_open THEN submitted_at + (1 + mod(b, 9)) * interval '20 hours'
                END AS decided_at
      FROM (SELECT *, now() - CASE WHEN is_open THEN mod(n / 10, 14 * 24) * interval '1 hour'
                           ELSE (15 + mod(n, 700)) * interval '1 day' END AS submitted_at
              FROM plan) AS plan
      JOIN accounts_organisation o
        ON o.id = (%(organisations)s::bigint[])[1 + mod(n * 31, %(organisation_count)s)]
      JOIN accounts_user w
        ON w.id = (%(owners)s::bigint[])[1 + mod(n * 31, %(organisation_count)s)]
      JOIN accounts_user r
        ON r.id = (%(reviewers)s::bigint[])[1 + mod(n / 10 + n, %(reviewer_count)s)]
"""
_INDEXES: Final = ("CREATE UNIQUE INDEX ON paragraphs (id)", "ANALYZE paragraphs")
_LINES: Final = """
    CREATE TEMP TABLE lines AS
    SELECT later.n, first.n AS first
      FROM (SELECT n, row_number() OVER (ORDER BY n) AS place FROM plan WHERE kind <> 'new') later
      JOIN (SELECT n, row_number() OVER (ORDER BY n) AS place FROM plan
             WHERE kind = 'new' AND status = 'approved') first USING (place)
"""


def make(
    count: int, *, organisations: Sequence[int], owners: Sequence[int], reviewers: Sequence[int]
) -> None:
    """The owners stand in the order of their organisations."""
    values: dict[str, Any] = {
        "count": count,
        "full": _full_step(count),
        "paragraphs": PARAGRAPHS,
        "alphabet": ALPHABET,
        "common": list(COMMON),
        "syllables": list(SYLLABLES),
        "organisations": list(organisations),
        "organisation_count": len(organisations),
        "owners": list(owners),
        "reviewers": list(reviewers),
        "reviewer_count": len(reviewers),
    }
    with connection.cursor() as cursor:
        for statement in (_PARAGRAPHS, *_INDEXES, _PLAN, _LINES, _PEOPLED):
            cursor.execute(statement, values)


def drop() -> None:
    """The real tables are filled."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE paragraphs, plan, lines, peopled")


def _full_step(count: int) -> int:
    """Every so manieth is full; all of them are open."""
    return max(count // FULL // 10, 1) * 10
