"""Do the pages of a check show what there is on it, to whom it may be, and do what they offer?"""

import re

import pytest
from django.urls import reverse

from applications.models import InformationRequest
from reviews import services
from reviews.models import Mark, Opening, Quote
from reviews.services import MarkInput
from tests import cases
from tests.factories import MembershipFactory, ReviewerFactory

pytestmark = pytest.mark.django_db
CHECK = "CK-GP07b"


@pytest.fixture
def reviewer():
    return ReviewerFactory()


@pytest.fixture
def signed_in(client, reviewer):
    client.force_login(reviewer)
    return client


@pytest.fixture
def application(reviewer):
    application = cases.submitted()
    services.claim(application, by=reviewer)
    return application


def at(name, application, *more):
    return reverse(f"admin:reviews_{name}", args=[application.reference, *more])


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def words_of(application):
    return application.revision.answers["B3"][10:40].strip()


def pinned(application, by, check="CK-01"):
    return services.quote(
        application, check, question="B3", words=words_of(application), by=by, revision=1
    )


def post_quote(client, application, **changed):
    given = {"check": "CK-01", "question": "B3", "words": words_of(application), "revision": 1}
    return client.post(at("quote", application), {**given, **changed})


def test_words_are_pinned_without_scripts_and_marked_in_the_answer(signed_in, application):
    page = text_of(signed_in.get(at("check", application, "CK-01")))
    assert "Nothing is quoted" in page
    assert "Words, copied as they stand" in page

    response = post_quote(signed_in, application)

    assert response.url == at("desk", application) + "#CK-01"
    quote = Quote.objects.get()
    desk = text_of(signed_in.get(at("desk", application)))
    assert f'<span id="quote-{quote.pk}"></span><mark>{quote.exact}</mark>' in desk
    assert f'<a href="#quote-{quote.pk}">B3</a>' in desk
    assert f'<q dir="auto">{quote.exact}</q>' in desk


def test_words_that_do_not_stand_there_come_back_as_typed(signed_in, application):
    response = post_quote(signed_in, application, words="never said")

    assert response.status_code == 422
    assert "These words do not stand in the answer" in text_of(response)
    assert "never said</textarea>" in text_of(response)


def test_a_sensitive_answer_is_neither_offered_nor_quoted(signed_in, application):
    secret = application.revision.all_answers()["B8"]

    page = text_of(signed_in.get(at("check", application, "CK-02")))
    response = post_quote(signed_in, application, question="B8", words=secret)

    assert 'value="B8"' not in page
    assert response.status_code == 422
    assert not Quote.objects.exists()


def test_a_quote_is_taken_off_by_its_reviewer_alone(signed_in, client, application, reviewer):
    quote = pinned(application, reviewer)
    address = at("unquote", application, quote.pk)
    client.force_login(ReviewerFactory())
    assert client.post(address).status_code == 404
    client.force_login(reviewer)

    signed_in.post(address)

    assert not Quote.objects.exists()
    assert signed_in.post(address).status_code == 404


def test_quotes_of_an_application_that_may_distress_are_covered(signed_in, reviewer):
    application = cases.draft()
    application.answers["B10"] = ["violence"]
    application.save(update_fields=["answers"])
    cases.submissions.submit(application, by=application.created_by)
    services.claim(application, by=reviewer)
    quote = pinned(application, reviewer)
    signed_in.post(at("open_named", application))

    for page in (at("desk", application), at("check", application, "CK-01")):
        text = text_of(signed_in.get(page))
        before = text.partition(f'<q dir="auto">{quote.exact}</q>')[0]
        assert before.rfind("Covered: 1 quote") > before.rfind("</details>")


def test_another_reviewer_sees_neither_quote_nor_question_nor_reason(client, application, reviewer):
    quote = pinned(application, reviewer)
    services.open_checks(application, [CHECK], reason="Secret doubt.", by=reviewer, revision=1)
    services.mark(application, {"CK-01": MarkInput("unclear")}, by=reviewer, revision=1)
    asked = Mark.objects.get(check_id="CK-01")
    services.ask(application, "CK-01", question="B3", wording="My words?", by=reviewer, revision=1)
    services.release(application, by=reviewer)
    other = ReviewerFactory()
    services.claim(application, by=other)
    client.force_login(other)

    pages = [
        at("desk", application),
        at("check", application, "CK-01"),
        at("check", application, CHECK),
        at("open_checks", application),
        at("changes", application),
    ]
    text = " ".join(text_of(client.get(page)) for page in pages)

    assert asked.wording
    for hidden in (
        "My words?",
        "Secret doubt.",
        f"<mark>{quote.exact}",
        f'<q dir="auto">{quote.exact}',
    ):
        assert hidden not in text
    assert "opened by hand" in text


@pytest.mark.parametrize("name", ["check", "open_checks", "quote", "ask"])
def test_for_whoever_belongs_to_the_applicant_nothing_is_there(
    signed_in, application, reviewer, name
):
    MembershipFactory(organisation=application.organisation, user=reviewer)
    more = ["CK-01"] if name in {"check", "ask"} else []

    send = signed_in.get if name in {"check", "open_checks"} else signed_in.post
    assert send(at(name, application, *more), {"check": "CK-01"}).status_code == 404


def test_a_check_that_the_pack_does_not_have_has_no_page(signed_in, application):
    assert signed_in.get(at("check", application, "CK-99")).status_code == 404
    assert post_quote(signed_in, application, check="CK-99").status_code == 404


def test_an_unclear_check_waits_in_request_changes_in_the_reviewers_words(
    signed_in, application, reviewer
):
    services.mark(application, {"CK-01": MarkInput("unclear")}, by=reviewer, revision=1)
    page = text_of(signed_in.get(at("check", application, "CK-01")))
    assert "Question to the applicant" in page

    signed_in.post(
        at("ask", application, "CK-01"),
        {"question": "B7", "wording": "Which login?", "revision": 1},
    )

    changes = text_of(signed_in.get(at("changes", application)))
    assert 'name="request-B7" rows="2" maxlength="10000">Which login?</textarea>' in changes
    assert "One question waits in “Request changes”: B7." in text_of(
        signed_in.get(at("desk", application))
    )
    assert not InformationRequest.objects.exists()


def test_what_was_typed_in_request_changes_comes_before_the_drafts(
    signed_in, application, reviewer
):
    services.mark(application, {"CK-01": MarkInput("unclear")}, by=reviewer, revision=1)

    page = text_of(
        signed_in.post(at("changes", application), {"request-B2": "Who?", "preview": "1"})
    )

    assert ">Who?</textarea>" in page
    assert "It is not clear to us" not in page


def test_a_question_that_is_refused_comes_back_as_typed(signed_in, application, reviewer):
    services.mark(application, {"CK-01": MarkInput("unclear")}, by=reviewer, revision=1)

    response = signed_in.post(
        at("ask", application, "CK-01"), {"question": "H4", "wording": "Hm?", "revision": 1}
    )

    assert response.status_code == 422
    assert ">Hm?</textarea>" in text_of(response)


def test_a_whole_domain_is_opened_with_a_reason_and_closed_again(signed_in, application):
    page = text_of(signed_in.get(at("open_checks", application)))
    assert "The whole domain" in page

    response = signed_in.post(
        at("open_checks", application),
        {"domain": "GS-01", "check": CHECK, "reason": "It ranks people.", "revision": 1},
    )

    assert response.url == at("desk", application) + "#checklist"
    opened = {one.check_id: one for one in Opening.objects.all()}
    assert set(opened) == {CHECK, "CK-GS01a", "CK-GS01b"}
    assert "It ranks people." in text_of(signed_in.get(at("check", application, CHECK)))
    signed_in.post(at("close_check", application, opened[CHECK].pk))
    assert f"id={CHECK}>" not in text_of(signed_in.get(at("desk", application)))
    assert "id=CK-GS01a>" in text_of(signed_in.get(at("desk", application)))


def test_an_opening_without_a_reason_comes_back_as_chosen(signed_in, application):
    response = signed_in.post(
        at("open_checks", application), {"domain": "GS-01", "reason": "", "revision": 1}
    )

    assert response.status_code == 422
    assert "Say why you open it" in text_of(response)
    assert 'value="GS-01" checked' in text_of(response)


def test_a_check_costs_a_constant_number_of_queries(
    signed_in, application, reviewer, django_assert_num_queries
):
    cases.approved(by=ReviewerFactory())
    signed_in.get(at("check", application, "CK-01"))

    # The person, their permissions (2), the application, what stands at the desk, precedents (4),
    # the claim, what is new for the person.
    with django_assert_num_queries(11):
        signed_in.get(at("check", application, "CK-01"))
    cases.approved(by=ReviewerFactory())
    pinned(application, reviewer)
    with django_assert_num_queries(11):
        signed_in.get(at("check", application, "CK-01"))
