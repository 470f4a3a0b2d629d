"""A mistyped channel is found at the start."""

from events.checks import channels_resolve, hiding_resolves

HERE = "tests.events.channels"


def test_channels_that_exist_pass():
    assert channels_resolve() == []


def test_a_path_that_leads_nowhere_is_an_error(settings):
    settings.EVENT_CHANNELS = {"mail": f"{HERE}.pigeon"}

    assert [error.id for error in channels_resolve()] == ["events.E001"]


def test_a_path_to_something_else_is_an_error(settings):
    settings.EVENT_CHANNELS = {"mail": f"{HERE}.NOT_A_FUNCTION"}

    assert [error.id for error in channels_resolve()] == ["events.E002"]


def test_what_hides_events_is_found_too_or_an_error(settings):
    found = hiding_resolves()
    settings.EVENT_HIDING = [f"{HERE}.pigeon"]

    assert found == []
    assert [error.id for error in hiding_resolves()] == ["events.E001"]
