"""Which programs act for a person, and how far do their tokens reach?"""

from datetime import timedelta

import pytest
from allauth.idp.oidc.models import Token
from django.urls import reverse
from django.utils import timezone
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from accounts import jobs, services
from accounts.authentication import HasScope, ProgramAuthentication, TokenAuthentication
from accounts.models import Connection
from accounts.scopes import Scope
from tests.accounts import devices
from tests.factories import UserFactory


class Endpoint(APIView):
    """Something that both kinds of tokens read and write."""

    authentication_classes = [TokenAuthentication, ProgramAuthentication]
    permission_classes = [IsAuthenticated, HasScope]
    read_scope = Scope.APPLICATIONS_READ
    write_scope = Scope.REVIEWS_WRITE

    def get(self, request):
        return Response(request.user.email)

    post = get


def call(secret, *, method="get"):
    """Call the endpoint with the secret as bearer."""
    request = getattr(APIRequestFactory(), method)("/", HTTP_AUTHORIZATION=f"Bearer {secret}")
    return Endpoint.as_view()(request)


@pytest.fixture
def access(person):
    """The access token of a program that the person has let in."""
    return devices.sign_in(person)["access_token"]


@pytest.fixture
def connection(access, person):
    return person.connections.get()


def test_a_programs_token_signs_its_person_in(access, person):
    response = call(access)

    assert (response.status_code, response.data) == (200, person.email)


def test_personal_tokens_work_beside_it(person):
    lifetime = timedelta(days=1)
    _, secret = services.create_token(
        person, name="test", scopes=[Scope.APPLICATIONS_READ], lifetime=lifetime
    )

    assert call(secret).status_code == 200


@pytest.mark.parametrize("secret", ["", "x", "ü" * 40, "a" * 86])
def test_what_is_no_token_is_refused_with_a_challenge(db, secret):
    response = call(secret)

    assert (response.status_code, response["WWW-Authenticate"]) == (401, 'Bearer realm="api"')


def test_a_program_may_not_do_what_its_scopes_do_not_say(access):
    assert call(access, method="post").status_code == 403


def test_a_refresh_token_opens_nothing(person):
    assert call(devices.sign_in(person)["refresh_token"]).status_code == 401


def test_what_a_person_may_not_do_their_program_may_not_do_either(access, connection):
    connection.client.token_set.update(scopes="applications:read\nreviews:write")

    grant = services.authenticate_program(access)

    assert grant.scopes == (Scope.APPLICATIONS_READ,)


def test_a_revoked_program_is_dead_at_once(access, connection):
    services.shut_out(connection)
    services.shut_out(connection)

    assert call(access).status_code == 401


def test_a_revoked_program_cannot_renew_its_token(person):
    tokens = devices.sign_in(person)
    services.shut_out(person.connections.get())

    assert devices.renew(tokens["refresh_token"]).status_code == 400


def test_a_token_without_its_connection_opens_nothing(access, connection):
    Connection.objects.filter(pk=connection.pk).delete()

    assert call(access).status_code == 401


def test_the_token_of_a_deactivated_person_opens_nothing(access, person):
    type(person).objects.filter(pk=person.pk).update(is_active=False)

    assert call(access).status_code == 401


def test_another_persons_program_is_not_touched(access, person):
    other = UserFactory()
    theirs = devices.sign_in(other)["access_token"]

    services.shut_out(person.connections.get())

    assert call(theirs).status_code == 200


def test_the_clock_clears_away_what_has_expired_and_nothing_else(access, person, time_machine):
    time_machine.move_to(
        timezone.now() + timedelta(hours=2)
    )  # an access token lasts one, a refresh token for months
    devices.sign_in(person)
    assert Token.objects.count() == 4

    assert (jobs.clear_tokens(), jobs.clear_tokens()) == (1, 0)

    assert Token.objects.valid().count() == Token.objects.count() == 3
    assert call(access).status_code == 401


def test_signing_in_again_is_the_same_connection(access, person):
    devices.sign_in(person)

    assert person.connections.count() == 1


def test_the_last_use_is_noted_once_a_minute(access, connection, time_machine):
    start = timezone.now().replace(microsecond=0)
    seen = []

    for seconds in (1, 31, 62):
        time_machine.move_to(start + timedelta(seconds=seconds), tick=False)
        services.authenticate_program(access)
        connection.refresh_from_db()
        seen.append((connection.last_used_at - start).seconds)

    assert seen == [1, 1, 62]


def test_the_account_page_leads_to_the_programs(signed_in):
    page = signed_in.get(reverse("accounts:account"))

    assert reverse("accounts:programs") in page.text


def test_the_page_lists_what_acts_for_the_person(access, signed_in):
    page = signed_in.get(reverse("accounts:programs")).text

    assert "Gatehouse command line" in page
    assert "Never used." in page
    assert str(Scope.APPLICATIONS_READ.label) in page


def test_without_programs_the_page_says_so(signed_in):
    assert "No program acts for you." in signed_in.get(reverse("accounts:programs")).text


def test_a_person_revokes_a_program_on_the_page(access, connection, signed_in):
    address = reverse("accounts:program_revoke", args=[connection.public_id])

    page = signed_in.post(address, follow=True)

    assert "can no longer act for you." in page.text
    assert call(access).status_code == 401
    assert signed_in.post(address).status_code == 404


def test_nobody_revokes_the_program_of_another(access, connection, client):
    client.force_login(UserFactory())

    response = client.post(reverse("accounts:program_revoke", args=[connection.public_id]))

    assert response.status_code == 404
    assert call(access).status_code == 200


def test_revoking_takes_a_form(connection, signed_in):
    address = reverse("accounts:program_revoke", args=[connection.public_id])

    assert signed_in.get(address).status_code == 405


def test_programs_are_a_matter_of_people_who_are_signed_in(client, db):
    assert client.get(reverse("accounts:programs")).status_code == 302


@pytest.mark.parametrize("others", [0, 2])
def test_the_page_asks_the_database_as_often_for_three_programs(
    access, connection, signed_in, django_assert_num_queries, others
):
    model = type(connection.client)
    for number in range(others):
        client = model.objects.create(id=f"other-{number}", name=f"Other {number}")
        connection.user.connections.create(client=client)
    signed_in.get(reverse("accounts:programs"))  # notes the session's use

    with django_assert_num_queries(4):  # session, person, connections, tokens
        signed_in.get(reverse("accounts:programs"))
