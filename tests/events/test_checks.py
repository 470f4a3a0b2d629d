"""A mistyped channel is found at the start."""

from events.checks import channels_resolve

HERE = "tests.events.channels"


def test_channels_that_exist_pass():
    assert channels_resolve() == []


def test_a_path_that_leads_nowhere_is_an_error(settings):
    settings.EVENT_CHANNELS = {"mail": f"{HERE}.pigeon"}

    assert [error.id for error in channels_resolve()] == ["events.E001"]


def test_a_path_to_something_else_is_an_error(settings):
    settings.EVENT_CHANNELS = {"mail": f"{HERE}.NOT_A_FUNCTION"}

    assert [error.id for error in channels_resolve()] == ["events.E002"]
