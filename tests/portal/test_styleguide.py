"""Is the style guide there for those who build, and only for them?"""

STYLE_GUIDE = "/dev/style/"


def test_the_style_guide_shows_every_type_of_question_in_every_state(client, db):
    page = client.get(STYLE_GUIDE).content.decode()

    assert [page.count(f'id="question-{state}') for state in "EFW"] == [16, 16, 16]


def test_the_style_guide_has_no_place_in_production(client, settings):
    settings.MODE = "production"

    assert client.get(STYLE_GUIDE).status_code == 404


def test_the_style_guide_is_only_looked_at(client):
    assert client.post(STYLE_GUIDE).status_code == 405
