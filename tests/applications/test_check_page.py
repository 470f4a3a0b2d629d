"""Does the check say what changed, what the reviewer will see, and why the tier is what it is?"""

from itertools import pairwise

import pytest

from applications.services import drafts, submissions
from applications.states import Kind
from guidelines.pack import Tier
from reviews import services as reviews
from reviews.desk import desk
from tests import cases
from tests.applications.addresses import of, section, text
from tests.applications.programs import address, program

pytestmark = pytest.mark.django_db
NAMES = sorted(path.stem for path in cases.EXAMPLES.glob("*.yaml"))
SECRET = "Second Contact, second@example.org"


@pytest.fixture
def asked(draft, owner, reviewer):
    """Submitted, and back with a request for changes."""
    submissions.submit(draft, by=owner)
    reviews.claim(draft, by=reviewer)
    reviews.request_changes(
        draft, {"B2": "Who?", "A6": "Who else?"}, by=reviewer, note="One.", revision=1
    )
    return draft


def card(response, question):
    """What the page says of one answer."""
    page = text(response)
    return page.partition(f'id="answer-{question}"')[2].partition("govuk-summary-list__row")[0]


# --- Differences ---------------------------------------------------------------------------------


def test_a_draft_that_was_never_submitted_has_nothing_to_compare(signed_in, draft):
    page = text(signed_in.get(of(draft, "check")))

    assert "Changed since" not in page
    assert "<ins>" not in page


def test_what_changed_is_told_word_by_word_and_not_by_colour_alone(signed_in, asked, owner):
    before = asked.given_answers()["B2"]
    drafts.save_answers(asked, {"B2": f"{before} Clerks use it."}, by=owner)

    response = signed_in.get(of(asked, "check"))

    changes = text(response).partition('id="changes"')[2].partition("</ul>")[0]
    assert "Changed since the last submission" in changes
    assert changes.count('href="#answer-') == 1
    assert 'href="#answer-B2"' in changes
    added = card(response, "B2").partition("<ins>")[2].partition("</ins>")[0]
    assert "[added:" in added
    assert "Clerks use it." in added


def test_the_page_says_that_nothing_changed_yet(signed_in, asked):
    page = text(signed_in.get(of(asked, "check")))

    assert "No answer differs." in page


def test_a_sensitive_answer_is_called_changed_and_not_shown(signed_in, asked, owner):
    before = asked.given_answers()["A6"]
    drafts.save_answers(asked, {"A6": SECRET}, by=owner)

    response = signed_in.get(of(asked, "check"))

    assert "Changed since the last submission" in card(response, "A6")
    assert "It is stored encrypted and not shown on this page." in card(response, "A6")
    assert SECRET not in text(response)
    assert before not in text(response)


def test_an_answer_that_no_longer_counts_is_told_with_what_it_said(
    signed_in, draft, owner, reviewer
):
    drafts.save_answers(draft, {"A8": True, "A9": "We had no filter."}, by=owner)
    submissions.submit(draft, by=owner)
    reviews.claim(draft, by=reviewer)
    reviews.request_changes(draft, {"A8": "Really?"}, by=reviewer, note="One.", revision=1)
    drafts.save_answers(draft, {"A8": False}, by=owner)

    changes = text(signed_in.get(of(draft, "check"))).partition('id="changes"')[2]

    changes = changes.partition('id="answers"')[0]
    assert "this is no longer asked" in changes
    assert "We had no filter." in changes


def test_between_revisions_the_answers_show_what_changed(signed_in, asked, owner):
    drafts.save_answers(asked, {"B2": "Clerks use it."}, by=owner)
    submissions.submit(asked, by=owner)

    response = signed_in.get(of(asked, "answers"))

    assert "Changed since revision 1" in card(response, "B2")
    assert "[removed:" in card(response, "B2")


def test_an_amendment_is_compared_with_what_was_approved(client, reviewer):
    application = cases.approved(by=reviewer)
    amendment = cases.follow_up(application, Kind.AMENDMENT, B1="Minutes for clerks")
    client.force_login(application.created_by)

    response = client.get(of(amendment, "check"))
    submissions.submit(amendment, by=application.created_by)
    afterwards = client.get(of(amendment, "answers"))

    assert "Changed since the approval" in card(response, "B1")
    assert "Changed since" not in card(response, "J1")
    assert "Changed since the approval" in card(afterwards, "B1")


# --- What the reviewer will see -------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_the_preview_and_the_desk_agree(client, owner, organisation, reviewer, name):
    draft = cases.draft(name, owner=owner, organisation=organisation)
    drafts.save_answers(draft, {"A7": []}, by=owner)  # one example names an application of its own
    client.force_login(owner)

    shown = client.get(of(draft, "check")).context
    submissions.submit(draft, by=owner)
    rows = [row for group in desk(draft, by=reviewer).groups for row in group.rows]

    gaps = {(c.id, gap.place.question.id) for gap in shown["gaps"] for c in gap.checks}
    checks = {
        one.check.id: tuple(place.question.id for place in one.places) for one in shown["checks"]
    }
    assert {row.check.id: row.evidence for row in rows} == checks
    assert {(row.check.id, question) for row in rows for question in row.gaps} == gaps


def test_the_reviewer_will_see_two_gaps(signed_in, draft, owner, reviewer, client):
    page = text(signed_in.get(of(draft, "check")))
    submissions.submit(draft, by=owner)
    client.force_login(reviewer)
    desk_page = text(client.get(f"/admin/reviews/queue/{draft.reference}/"))

    assert "<strong>2 gaps</strong>" in page
    assert f'href="{section(draft, "C")}?back=check#question-C8"' in page
    assert f'href="{section(draft, "H")}?back=check#question-H1"' in page
    assert "Without a whole answer: C8, H1." in desk_page


def test_a_program_is_told_the_same_gaps(draft, owner):
    found = program(owner).get(address(draft, "check/")).json()["gaps"]

    assert found == [
        {"question": "C8", "checks": ["CK-27"]},
        {"question": "H1", "checks": ["CK-27"]},
    ]


def test_what_stops_a_submission_is_no_gap(signed_in, owner, organisation):
    cases.publish_starter()
    blank = drafts.create(organisation, by=owner)

    page = signed_in.get(of(blank, "check"))

    named = {gap.place.question.id for gap in page.context["gaps"]}
    assert named.isdisjoint(page.context["problems"])


# --- The tier -------------------------------------------------------------------------------------


def test_each_reason_leads_to_the_questions_behind_it(signed_in, owner, organisation):
    draft = cases.draft(cases.HIGH, owner=owner, organisation=organisation)

    response = signed_in.get(of(draft, "check"))

    reasons = {
        one.rule.id: [p.question.id for p in one.places] for one in response.context["reasons"]
    }
    expected = cases.example(cases.HIGH)["expected"]
    assert list(reasons) == expected["fired"]
    assert reasons["FL-8"] == ["B4"]
    tier = text(response).partition('id="tier"')[2]
    assert f'href="{section(draft, "B")}?back=check#question-B4"' in tier
    assert {one.line.id: one.points for one in response.context["points"]} == expected[
        "points_by_line"
    ]


def test_the_tier_says_its_thresholds_and_what_follows(signed_in, draft):
    response = signed_in.get(of(draft, "check"))

    bands = [(one.tier, one.start, one.end) for one in response.context["thresholds"]]
    assert [tier for tier, _, _ in bands] == [Tier.LOW, Tier.MEDIUM, Tier.HIGH]
    assert bands[0][1] == 0
    assert bands[-1][2] is None
    assert all(first[2] + 1 == second[1] for first, second in pairwise(bands))
    page = text(response)
    assert "What comes with an approval" in page
    assert all(title in page for title in response.context["conditions"])


# --- Change links -------------------------------------------------------------------------------


def test_a_change_link_comes_straight_back(signed_in, draft):
    link = f"{section(draft, 'B')}?back=check"
    opened = signed_in.get(link)
    given = {"seen-B1": "", "B1": "Minutes summariser"}

    saved = signed_in.post(link, given)

    assert f'action="{section(draft, "B")}?back=check"' in text(opened)
    assert saved.url == of(draft, "check")
