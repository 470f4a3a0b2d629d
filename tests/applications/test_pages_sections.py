"""Does the page of a section keep everything, and say what is still wrong?"""

import pytest

from applications.models import Application
from applications.services import drafts, submissions
from tests import cases
from tests.applications.addresses import of, section, text
from tests.browserless import filled_in

pytestmark = pytest.mark.django_db
FORM = 1  # the form after the one that signs out


@pytest.fixture
def blank(owner, organisation):
    """A draft with nothing in it."""
    cases.publish_starter()
    return drafts.create(organisation, by=owner)


def answers(application):
    return Application.objects.get(pk=application.pk).given_answers()


def save(client, application, section_id, *, query="", go="", **changes):
    """Fill in the page as it is shown, with changes, and save it."""
    url = section(application, section_id) + query
    values = filled_in(client.get(url), form=FORM, **changes)
    return client.post(url, {**values, "go": go})


# --- Every type of question ----------------------------------------------------------------------


@pytest.mark.parametrize("section_id", "ABCDEFGHIJ")
def test_a_page_saved_as_it_is_shown_changes_nothing(signed_in, draft, section_id):
    before = (answers(draft), Application.objects.get(pk=draft.pk).version)

    save(signed_in, draft, section_id)

    assert (answers(draft), Application.objects.get(pk=draft.pk).version) == before


@pytest.mark.parametrize(
    ("section_id", "posted", "kept"),
    [
        ("A", {"A1": "Acme"}, {"A1": "Acme"}),
        ("A", {"A2": "https://acme.example"}, {"A2": "https://acme.example"}),
        ("A", {"A3": "company", "A4": "FR"}, {"A3": "company", "A4": "FR"}),
        ("A", {"A8": "false"}, {"A8": False}),
        ("A", {"A8": "true"}, {"A8": True}),
        ("B", {"B3": "One\r\ntwo"}, {"B3": "One\ntwo"}),
        ("B", {"B4": ["extract", "code"]}, {"B4": ["extract", "code"]}),
        ("C", {"C2__m1": "1,000", "C2__m6": "20"}, {"C2": {"m1": 1000, "m6": 20}}),
        ("C", {"C3": ["FR", "NO"]}, {"C3": ["FR", "NO"]}),
        ("C", {"C4": ["fr", "", "pt-BR"]}, {"C4": ["fr", "pt-BR"]}),
        ("G", {"G3": "30"}, {"G3": 30}),
        ("I", {"I2": "2026-12-01"}, {"I2": "2026-12-01"}),
        ("J", {"J1": "true"}, {"J1": True}),
    ],
)
def test_each_type_of_question_is_saved(signed_in, blank, section_id, posted, kept):
    save(signed_in, blank, section_id, **posted)

    assert {name: answers(blank)[name] for name in kept} == kept


def test_a_matrix_is_saved_row_by_row(signed_in, blank):
    save(signed_in, blank, "D", **{"D2__GP-01": "neither", "D2__GP-07": "only_by_misuse"})

    rows = answers(blank)["D2"]
    assert (rows["GP-01"], rows["GP-07"], rows["GP-02"]) == ("neither", "only_by_misuse", "")


def test_a_tick_that_is_taken_away_is_gone(signed_in, draft):
    url = section(draft, "J")
    values = filled_in(signed_in.get(url), form=FORM)
    del values["J1"]

    signed_in.post(url, values)

    assert answers(draft)["J1"] is False


def test_every_question_of_the_section_has_its_label_help_and_clauses(signed_in, draft):
    page = text(signed_in.get(section(draft, "B")))

    assert "Purpose in one sentence" in page
    assert "This sentence may appear in public statistics." in page
    assert "/guidelines/starter@1.1.0/#GP-13" in page


def test_an_attestation_links_the_version_that_it_is_about(signed_in, draft):
    page = text(signed_in.get(section(draft, "J")))

    assert 'href="/guidelines/starter@1.1.0/"' in page
    assert 'href="/terms/1.0/"' in page
    assert 'href="/weaknesses/1.0/"' in page


@pytest.mark.parametrize("section_id", ["C", "F"])
def test_a_page_costs_a_constant_number_of_queries(
    signed_in, draft, section_id, django_assert_num_queries
):
    signed_in.get(section(draft, section_id))

    # the user, the application, the pack version, the role; the files of B9, open requests, files,
    # what the person was told and has not read, answers with two versions, who is on the section
    # and who could be
    with django_assert_num_queries(11):
        signed_in.get(section(draft, section_id))


# --- Saving always succeeds ----------------------------------------------------------------------


def test_wrong_answers_are_kept_and_named_with_links(signed_in, blank):
    response = save(signed_in, blank, "A", A1="Acme", A2="acme.example", A3="company")
    page = text(signed_in.get(response.url))

    assert answers(blank)["A2"] == "acme.example"
    assert response.url.endswith("?problems=1")
    assert '<a href="#q-A2">' in page
    assert "must be an address that starts with https:// and has no spaces" in page
    assert "Select the country where the organisation is established" in page
    assert 'value="acme.example"' in page


def test_a_first_look_names_nothing_that_is_merely_missing(signed_in, blank):
    page = text(signed_in.get(section(blank, "A")))

    assert "There is a problem" not in page


def test_what_is_no_number_is_kept_as_it_was_typed(signed_in, blank):
    response = save(signed_in, blank, "C", C2__m1="about fifty", C2__m6="9" * 5000)
    page = text(signed_in.get(response.url))

    assert answers(blank)["C2"]["m1"] == "about fifty"
    assert 'value="about fifty"' in page
    assert "must be a whole number in each field" in page


def test_a_text_over_the_limit_is_kept_and_named(signed_in, blank):
    response = save(signed_in, blank, "B", B1="x" * 121)
    page = text(signed_in.get(response.url))

    assert answers(blank)["B1"] == "x" * 121
    assert "Product name must be 120 characters or fewer" in page


@pytest.mark.parametrize(("section_id", "following"), ["AB", "BC", "CD", "HI", "IJ"])
def test_a_complete_section_leads_to_the_next(signed_in, draft, section_id, following):
    response = save(signed_in, draft, section_id)

    assert response.url == section(draft, following)


def test_the_last_section_leads_to_the_check(signed_in, draft):
    response = save(signed_in, draft, "J")

    assert response.url == of(draft, "check")


def test_one_can_save_and_come_back_later(signed_in, blank):
    response = save(signed_in, blank, "A", go="later", A1="Acme")

    assert response.url == of(blank)
    assert answers(blank)["A1"] == "Acme"


def test_a_change_from_the_check_comes_straight_back(signed_in, draft):
    response = save(signed_in, draft, "A", query="?back=check", A1="Acme")

    assert response.url == of(draft, "check")


def test_an_answer_that_adds_questions_shows_them_first(signed_in, draft):
    response = save(signed_in, draft, "A", A8="true")
    page = text(signed_in.get(response.url))

    assert response.url == section(draft, "A") + "#question-A9"
    assert "What happened, and what has changed since?" in page
    assert "Your answers add more questions to this page." in page
    assert "There is a problem" not in page


def test_an_answer_that_is_hidden_again_stays_stored(signed_in, draft):
    save(signed_in, draft, "A", A8="true")
    save(signed_in, draft, "A", A9="It was cured.")

    save(signed_in, draft, "A", A8="false")

    assert answers(draft)["A9"] == "It was cured."
    assert "What happened, and" not in text(signed_in.get(section(draft, "A")))


# --- What no page offers -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("section_id", "name", "value", "sentence"),
    [
        ("A", "A3", "starship", "must be one of the options offered"),
        ("A", "A4", "XX", "must be one of the options offered"),
        ("B", "B4", ["extract", "magic"], "must hold only options that are offered"),
        ("B", "B4", ["extract", "extract"], "must hold each option only once"),
        ("D", "D2__GP-01", "perhaps", "must have only the rows and options that are offered"),
        ("A", "A8", "maybe", "must be yes or no"),
        ("A", "A1", "a\x00b", "must not hold characters that cannot be stored"),
        ("B", "B3", "x" * 300_000, "must be 10,000 characters or fewer"),
    ],
)
def test_an_impossible_value_is_named_and_pushes_out_nothing(
    signed_in, draft, section_id, name, value, sentence
):
    before = answers(draft)

    response = save(signed_in, draft, section_id, **{name: value})

    assert response.status_code == 422
    assert sentence in text(response)
    assert answers(draft) == before


def test_the_rest_of_the_page_is_kept_beside_an_impossible_value(signed_in, draft):
    save(signed_in, draft, "A", A3="starship", A1="Acme Ltd")

    assert answers(draft)["A1"] == "Acme Ltd"
    assert answers(draft)["A3"] != "starship"


def test_names_that_the_page_does_not_know_are_left_alone(signed_in, draft):
    before = answers(draft)

    response = save(signed_in, draft, "A", Z9="x", B1="Other", seen=["Z9:1", "B1", "nonsense"])

    assert response.status_code == 302
    assert answers(draft) == before


def test_an_answer_is_never_markup(signed_in, blank):
    hostile = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    save(signed_in, blank, "A", A1=hostile, A2=hostile)
    save(signed_in, blank, "B", B1=hostile, B3=f"</textarea>{hostile}")
    save(signed_in, blank, "C", C2__m1=hostile, C4=[hostile])

    pages = [section(blank, each) for each in "ABC"]
    pages += [of(blank), of(blank, "check"), of(blank, "answers"), "/applications/"]
    for url in pages:
        page = signed_in.get(url).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_a_huge_body_is_refused_without_an_error(signed_in, draft):
    before = answers(draft)

    response = signed_in.post(section(draft, "B"), {"B3": "x" * 6_000_000})

    assert response.status_code == 400
    assert answers(draft) == before


# --- Two people, two tabs ------------------------------------------------------------------------


def test_two_people_on_one_page_keep_both_their_changes(signed_in, draft, owner):
    url = section(draft, "A")
    mine = filled_in(signed_in.get(url), form=FORM, A1="Mine")
    drafts.save_answers(draft, {"A2": "https://theirs.example"}, by=owner)

    response = signed_in.post(url, mine)

    assert response.status_code == 302
    assert answers(draft)["A1"] == "Mine"
    assert answers(draft)["A2"] == "https://theirs.example"


def test_of_an_answer_that_both_have_changed_both_versions_are_kept(signed_in, draft, owner):
    url = section(draft, "A")
    mine = filled_in(signed_in.get(url), form=FORM, A1="Mine")
    drafts.save_answers(draft, {"A1": "Theirs"}, by=owner)

    response = signed_in.post(url, mine)

    page = text(signed_in.get(response.url))
    assert response.url == f"{url}#question-A1"
    assert answers(draft)["A1"] == "Theirs"
    assert draft.variants.get().value == "Mine"
    assert "Both versions are kept." in page
    assert "This answer has two versions" in page
    assert 'value="Theirs"' in page


# --- Who may, and when ---------------------------------------------------------------------------


def test_a_stranger_finds_nothing(client, draft, stranger):
    client.force_login(stranger, backend="allauth.account.auth_backends.AuthenticationBackend")

    assert client.get(section(draft, "A")).status_code == 404
    assert client.post(section(draft, "A"), {"A1": "x"}).status_code == 404


def test_a_reviewer_uses_the_desk_instead(client, draft, reviewer):
    client.force_login(reviewer, backend="allauth.account.auth_backends.AuthenticationBackend")

    assert client.get(section(draft, "A")).status_code == 404


def test_a_viewer_reads_and_is_told_why_nothing_was_saved(client, draft, viewer):
    client.force_login(viewer, backend="allauth.account.auth_backends.AuthenticationBackend")
    before = answers(draft)

    page = text(client.get(section(draft, "A")))
    response = client.post(section(draft, "A"), {"A1": "x"}, follow=True)

    assert "Save and continue" not in page
    assert before["A1"] in page
    assert before["A6"] not in page
    assert "Only owners and editors of the organisation can change" in text(response)
    assert answers(draft) == before


def test_somebody_signed_out_is_asked_to_sign_in(client, draft):
    assert client.get(section(draft, "A")).url.startswith("/accounts/login/")


def test_a_submitted_application_keeps_its_answers(signed_in, draft, owner):
    submissions.submit(draft, by=owner)
    before = answers(draft)

    response = signed_in.post(section(draft, "A"), {"A1": "x"}, follow=True)

    assert "The answers are with the reviewers and cannot be changed now." in text(response)
    assert answers(draft) == before


def test_there_is_no_section_beyond_the_pack(signed_in, draft):
    assert signed_in.get(section(draft, "Z")).status_code == 404
