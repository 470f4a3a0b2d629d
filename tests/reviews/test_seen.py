"""Do two tabs of one reviewer lose nothing to each other?"""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews import queries, seen, services
from reviews.services import MarkInput, MarksClash
from tests import cases
from tests.factories import ReviewerFactory

CHECKS = ("CK-01", "CK-02", "CK-03")
some_mark = st.builds(
    MarkInput,
    mark=st.sampled_from(["", "meets", "gap"]),
    note=st.sampled_from(["", " ", "a", "b"]),
    has_evidence=st.booleans(),
)
some_marks = st.dictionaries(st.sampled_from(CHECKS), some_mark)


@given(st.dictionaries(st.sampled_from(CHECKS), st.from_regex("[0-9a-f]{8}", fullmatch=True)))
def test_stamps_survive_the_way_through_a_page(stamps):
    assert seen.from_text(seen.as_text(stamps)) == stamps


@given(st.text())
def test_whatever_a_page_sends_is_read(text):
    assert all(len(stamp) == 8 for stamp in seen.from_text(text).values())


@given(some_marks)
def test_a_page_that_sends_what_it_showed_changes_nothing(marks):
    met = seen.meet(marks, marks, seen.stamps(marks))

    assert (met.changed, met.clashing) == (frozenset(), frozenset())
    assert met.shown == seen.stamps(marks)


@given(some_marks, some_marks, some_marks)
def test_each_check_is_changed_here_or_there_or_clashes(typed, stored, before):
    met = seen.meet(typed, stored, seen.stamps(before))

    theirs = seen.elsewhere(stored, seen.stamps(before))
    assert not met.changed & theirs
    assert met.clashing <= theirs
    assert not met.changed & met.clashing


@given(some_marks, some_marks, some_marks)
def test_what_a_page_shows_is_what_it_sent_or_what_it_showed(typed, stored, before):
    met = seen.meet(typed, stored, seen.stamps(before))

    for check, stamp in met.shown.items():
        assert stamp in {seen.stamp(typed.get(check)), seen.stamp(before.get(check))}


def test_half_a_surrogate_pair_has_a_stamp():
    assert len(seen.stamp(SimpleNamespace(mark="gap", note="\ud800", has_evidence=False))) == 8


@pytest.fixture
def reviewer(db):
    return ReviewerFactory()


@pytest.fixture
def application(reviewer):
    application = cases.submitted()
    services.claim(application, by=reviewer)
    return application


def kept(application, reviewer):
    marks = queries.marks_of(application.revision, by=reviewer)
    return {check: mark.mark for check, mark in marks.items()}


def test_what_another_tab_marked_meanwhile_stays(application, reviewer):
    services.mark(application, {"CK-01": MarkInput("gap")}, by=reviewer, revision=1)
    whole_page = {"CK-01": MarkInput(""), "CK-02": MarkInput("meets")}

    shown = services.mark(application, whole_page, by=reviewer, revision=1, shown={})

    assert kept(application, reviewer) == {"CK-01": "gap", "CK-02": "meets"}
    assert set(shown) == {"CK-02"}  # the page still shows CK-01 without a mark


def test_a_later_save_of_the_same_tab_leaves_it_too(application, reviewer):
    services.mark(application, {"CK-01": MarkInput("gap")}, by=reviewer, revision=1)
    page = {"CK-01": MarkInput(""), "CK-02": MarkInput("meets")}
    shown = services.mark(application, page, by=reviewer, revision=1, shown={})

    page["CK-02"] = MarkInput("violates")
    services.mark(application, page, by=reviewer, revision=1, shown=shown)

    assert kept(application, reviewer) == {"CK-01": "gap", "CK-02": "violates"}


def test_a_check_that_both_tabs_marked_otherwise_is_refused_and_both_are_told(
    application, reviewer
):
    services.mark(application, {"CK-01": MarkInput("gap", "Seen.")}, by=reviewer, revision=1)
    page = {"CK-01": MarkInput("meets"), "CK-02": MarkInput("meets")}

    with pytest.raises(MarksClash) as refusal:
        services.mark(application, page, by=reviewer, revision=1, shown={})

    assert refusal.value.pointers == {"CK-01": "CK-01, in the other tab: gap Seen."}
    assert kept(application, reviewer) == {"CK-01": "gap"}


def test_tabs_that_marked_the_same_agree(application, reviewer):
    services.mark(application, {"CK-01": MarkInput("gap")}, by=reviewer, revision=1)

    services.mark(application, {"CK-01": MarkInput("gap")}, by=reviewer, revision=1, shown={})

    assert kept(application, reviewer) == {"CK-01": "gap"}
