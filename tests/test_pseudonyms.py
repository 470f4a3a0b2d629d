"""Does an applicant learn who a reviewer is? Every page and mail of a whole job is searched.

The addresses are read from the address map, so that a new page is searched by itself.
"""

from email import policy
from email.parser import BytesParser
from functools import partial
from itertools import product

import pytest
from django.core import mail as outbox
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from accounts.scopes import Scope
from applications import appeal_links
from applications.services import appeals, conversation, drafts, submissions
from keys import services as keys
from keys.models import ApiKey
from notifications.models import Notification
from reviews import services as reviews
from tests import cases
from tests.applications.copies.reading import Read
from tests.applications.programs import program
from tests.factories import ReviewerFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
OURS = {"accounts", "api", "applications", "keys", "notifications"}
LEFT_OUT = {"api:schema", "api:docs"}  # they know nobody


class Identity:
    """What must not be found anywhere."""

    def __init__(self, number):
        word = f"Zxq{number}vanished"
        self.person = ReviewerFactory(name=f"{word} Surname", email=f"{word}@staff.invalid".lower())
        self.marks = [word.lower(), "staff.invalid", str(self.person.public_id)]


@pytest.fixture
def identities():
    return [Identity(number) for number in range(3)]


@pytest.fixture
def owner():
    return UserFactory(name="Odile")


@pytest.fixture
def committing(django_capture_on_commit_callbacks):
    """Mails go out after the commit."""
    return partial(django_capture_on_commit_callbacks, execute=True)


@pytest.fixture
def search(owner, identities, client):
    """Search whatever the applicant can reach now; what gives a reviewer away, by address."""
    client.force_login(owner, backend=BACKEND)
    api = program(owner, scopes=[scope for scope in Scope if "review" not in scope.value])
    marks = [mark for identity in identities for mark in identity.marks]

    def run(application):
        seen, found = 0, []
        for name, address in sorted(addresses(application)):
            response = (api if name.startswith("api:") else client).get(address)
            seen += response.status_code == 200
            found += [f"{address}: {m}" for m in marks if m in body(response).lower()]
        return seen, found

    return run


def addresses(application):
    """Every address with whatever its parameters can stand for."""
    known = parameters(application)
    for name, pattern in named(get_resolver(), ()):
        wanted = list(pattern.pattern.regex.groupindex)
        if name in LEFT_OUT:
            continue
        for chosen in product(*(known[parameter] for parameter in wanted)):
            try:
                yield name, reverse(name, kwargs=dict(zip(wanted, chosen, strict=True)))
            except NoReverseMatch:
                continue


def named(resolver, namespaces):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from named(pattern, (*namespaces, *filter(None, [pattern.namespace])))
        elif isinstance(pattern, URLPattern) and pattern.name and set(namespaces) & OURS:
            yield ":".join([*namespaces, pattern.name]), pattern


def parameters(application):
    """By name; a KeyError here asks what a new parameter can stand for."""
    owner, organisation = application.created_by, application.organisation
    told = Notification.objects.filter(person=owner).values_list("public_id", flat=True)
    file = application.attachments.values_list("pk", flat=True)[:1]
    return {
        "reference": [application.reference],
        "number": application.revisions.values_list("number", flat=True),
        "kind": ["json", "pdf"],  # of a copy
        "section_id": ["A", "B"],
        "question": ["B2"],
        "question_id": ["B9"],
        "attachment_id": file,
        "file_id": file,
        "request_id": application.requests.values_list("pk", flat=True),
        "public_id": [organisation.public_id, *told[:2]],
        "person": [owner.public_id],
        "key_id": ApiKey.objects.values_list("public_id", flat=True),
        "token": [appeal_links.url_for(application, owner).rstrip("/").rpartition("/")[2]],
        "secret": ["unknown"],
        "action": ["suspend"],
        "variant_id": [1],
        "version_id": [1],
        "invitation_id": [organisation.public_id],
    }


def body(response):
    """Everything that comes over the wire, headers included."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    is_copy = response.request["PATH_INFO"].endswith("copy.pdf") and response.status_code == 200
    said = Read(content).text if is_copy else content.decode(errors="replace")
    return f"{response.headers} {said}"


def mailed(identities):
    """How many mails went to applicants, and what they give away in headers and parts."""
    mails = [m for m in outbox.outbox if not any(to.endswith("staff.invalid") for to in m.to)]
    marks, found = [mark for identity in identities for mark in identity.marks], []
    for mail in mails:
        parsed = BytesParser(policy=policy.default).parsebytes(mail.message().as_bytes())
        texts = [f"{name}: {value}" for name, value in parsed.items()]
        texts += [part.get_content() for part in parsed.walk() if not part.is_multipart()]
        found += [f"{mail.subject}: {mark}" for mark in marks if mark in " ".join(texts).lower()]
    return len(mails), found


def ask(application, by):
    reviews.claim(application, by=by)
    number = application.revision.number
    reviews.request_changes(application, {"B2": "Who?"}, by=by, note="Almost.", revision=number)


def answer(application, owner):
    conversation.reply(application.requests.open().get(), "Clerks.", by=owner)
    drafts.save_answers(application, {"B2": "Clerks use it."}, by=owner)
    submissions.submit(application, by=owner)


def test_a_job_to_its_approval_gives_no_reviewer_away(owner, identities, search, committing):
    first, second, _ = (identity.person for identity in identities)
    with committing():
        application = cases.submitted(cases.HIGH, owner=owner)
        ask(application, first)
        conversation.write(application, "Ask me here.", by=second, from_staff=True)
    found = [search(application)]
    with committing():
        answer(application, owner)
        cases.approve(application, cases.HIGH, by=first, tier="high")
    found.append(search(application))
    with committing():
        cases.approve(application, cases.HIGH, by=second, tier="high")
        keys.issue(application, by=owner, name="Server")
        reviews.move_approval(application, "suspend", by=second, note="Wait.")
    found.append(search(application))

    assert [leaks for _, leaks in found] == [[], [], []]
    assert min(seen for seen, _ in found) > 40
    assert mailed(identities) == (7, [])


def test_a_refusal_and_its_appeal_give_no_reviewer_away(owner, identities, search, committing):
    first, _, other = (identity.person for identity in identities)
    with committing():
        application = cases.declined(by=first, owner=owner)
    found = [search(application)]
    with committing():
        appeals.file(application, "You are wrong.", by=owner)
        cases.decline(application, by=other)
    found.append(search(application))

    assert [leaks for _, leaks in found] == [[], []]
    assert mailed(identities) == (4, [])


def test_the_search_finds_what_is_there(owner, identities, search):
    application = cases.submitted(owner=owner)
    leak = identities[0].person.email
    conversation.write(application, f"Ask {leak}", by=owner, from_staff=False)

    __, found = search(application)

    assert any("/exchanges/" in each for each in found)
    assert any("/api/v1/" in each for each in found)
