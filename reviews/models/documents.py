"""What the search looks in: one document an application, kept by the database.

It holds the title, the reference, the organisation's name and the answers of the current revision.
Answers that are sealed are in no column that the database can read, and so in no document.
"""

from __future__ import annotations

from typing import ClassVar, Final

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from applications.models import Application
from applications.states import CLOSED
from common.triggers import no_truncate, refuse, update_of

LONGEST_TEXT: Final = 200_000  # a document may be no longer than a megabyte: answers end here
_CLOSED: Final = ", ".join(f"'{status}'" for status in sorted(CLOSED))

# All texts among the answers of a revision, without what is known of files: name and hash.
_TEXT: Final = """
    COALESCE((SELECT string_agg(text #>> '{}', ' ')
       FROM jsonb_each(answers_of.answers) AS answer(question, given),
            jsonb_path_query(given, 'strict $.** ? (@.type() == "string")') AS text
      WHERE NOT given @? '$[*].sha256'), '')
"""


def text_of_answers(revision: str) -> str:
    """SQL for the text in which one searches, of a row of revisions by its name."""
    return f"left({_TEXT.replace('answers_of', revision)}, {LONGEST_TEXT})"


def _read(text: str, weight: str) -> str:
    """A text as written and by the stems of its English words."""
    read = f"to_tsvector('simple', {text}) || to_tsvector('english', {text})"
    return f"setweight({read}, '{weight}')"


_DOCUMENT: Final = f"""
    {_read("a.title", "A")}
    || setweight((replace(lower(a.reference), '-', '') || ':1')::tsvector, 'B')
    || {_read("o.name", "B")}
    || {_read("said.text", "C")}
"""
_FROM: Final = f"""
      FROM applications_application a
      JOIN accounts_organisation o ON o.id = a.organisation_id
      JOIN applications_revision r ON r.id = a.revision_id
     CROSS JOIN LATERAL (SELECT {text_of_answers("r")} AS text) said
"""
FILL: Final = f"""
    INSERT INTO reviews_searchdocument (application_id, is_open, document)
    SELECT a.id, a.status NOT IN ({_CLOSED}), {_DOCUMENT} {_FROM}
"""

_FOLLOW_APPLICATION: Final = f"""
    IF NEW.revision_id IS NULL THEN
        RETURN NULL;
    END IF;
    IF OLD.revision_id IS NOT DISTINCT FROM NEW.revision_id AND OLD.title = NEW.title THEN
        UPDATE reviews_searchdocument
           SET is_open = NEW.status NOT IN ({_CLOSED})
         WHERE application_id = NEW.id AND is_open <> (NEW.status NOT IN ({_CLOSED}));
        RETURN NULL;
    END IF;
    {FILL} WHERE a.id = NEW.id
        ON CONFLICT (application_id)
        DO UPDATE SET is_open = EXCLUDED.is_open, document = EXCLUDED.document;
    RETURN NULL;
"""  # noqa: S608 -- names of ours
_FOLLOW_ORGANISATION: Final = f"""
    IF OLD.name <> NEW.name THEN
        UPDATE reviews_searchdocument d
           SET document = fresh.document
          FROM (SELECT a.id, {_DOCUMENT} AS document {_FROM} WHERE o.id = NEW.id) fresh
         WHERE d.application_id = fresh.id;
    END IF;
    RETURN NULL;
"""  # noqa: S608 -- names of ours


def search_follows_application() -> pgtrigger.Trigger:
    """Bring the document in step after every change of what is in it."""
    return pgtrigger.Trigger(
        name="search_follows_application",
        when=pgtrigger.After,
        operation=update_of("revision_id", "title", "status"),
        func=_FOLLOW_APPLICATION,
    )


class SearchDocument(models.Model):
    """What can be found of one application, with the weight of each word."""

    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, primary_key=True, related_name="search"
    )
    is_open = models.BooleanField()  # apart, so that the open ones have an index of their own
    document = SearchVectorField()

    class Meta:
        indexes: ClassVar = [
            GinIndex(fields=["document"], name="search_all"),
            GinIndex(fields=["document"], name="search_open", condition=Q(is_open=True)),
        ]
        triggers: ClassVar = [
            no_truncate("search"),
            refuse(
                name="search_follows",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when="pg_trigger_depth() = 1",
                message="What can be found follows the application, and nothing else.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.application_id)


class SearchedOrganisation(Organisation):
    """The organisation as the search knows it: by its name."""

    class Meta:
        proxy = True
        verbose_name, verbose_name_plural = _("Organisation"), _("Organisations")
        default_permissions: ClassVar = ()
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="search_follows_organisation",
                when=pgtrigger.After,
                operation=update_of("name"),
                func=_FOLLOW_ORGANISATION,
            )
        ]
