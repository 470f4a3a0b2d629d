"""How is a full application made, as its applicant would?"""

from typing import Final

from django.core.files.base import ContentFile

from applications.models import Application
from applications.services import drafts, files
from guidelines import queries as guidelines
from portal.bench.answers import file_content
from portal.bench.population import Population

FILE_TYPES: Final = ("files", "evidence")


def complete_draft(people: Population) -> Application:
    """Made by the services, with its files; the applicant has not submitted it yet."""
    pack = guidelines.compiled(people.pack)
    application = drafts.create(people.organisation, by=people.applicant)
    drafts.save_answers(
        application,
        {q: v for q, v in people.answers.items() if pack.question(q).type not in FILE_TYPES},
        by=people.applicant,
    )
    for question in pack.questions:
        if question.type in FILE_TYPES:
            (item,) = people.answers[question.id]
            content = ContentFile(file_content(question), name=item["name"])
            files.attach(
                application,
                question.id,
                file=content,
                by=people.applicant,
                format_name=item.get("format", ""),
            )
    return application
