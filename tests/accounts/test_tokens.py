"""Which tokens open the API, for what, and how do they come to be?"""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from rest_framework.decorators import api_view
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory, force_authenticate
from rest_framework.views import APIView

from accounts import services, tokenformat
from accounts.authentication import HasScope, TokenAuthentication, scoped
from accounts.models import ApiToken
from accounts.scopes import Scope
from accounts.services.tokens import BadLifetime, NoScope, ScopeRefused, TooManyTokens
from tests.factories import ReviewerFactory, UserFactory

DAY = timedelta(days=1)


class Endpoint(APIView):
    """Something that tokens read and write."""

    authentication_classes = [TokenAuthentication]
    permission_classes = [IsAuthenticated, HasScope]
    read_scope = Scope.APPLICATIONS_READ
    write_scope = Scope.APPLICATIONS_WRITE

    def get(self, request):
        return Response(request.user.email)

    post = get


def token_of(user, scopes=(Scope.APPLICATIONS_READ,), lifetime=DAY):
    """Make a token; return it and its secret."""
    return services.create_token(user, name="test", scopes=scopes, lifetime=lifetime)


def call(secret, *, method="get", endpoint=Endpoint):
    """Call the endpoint with the secret as bearer."""
    request = getattr(APIRequestFactory(), method)("/", HTTP_AUTHORIZATION=f"Bearer {secret}")
    return endpoint.as_view()(request)


def test_a_token_signs_its_person_in(person):
    _, secret = token_of(person)

    response = call(secret)

    assert (response.status_code, response.data) == (200, person.email)


def test_a_token_looks_like_a_token_and_not_like_a_key(person, settings):
    settings.KEY_BRAND = "acme"

    _, secret = token_of(person)

    assert secret.startswith("acmepat_")
    assert len(secret) == len("acmepat_") + 38
    assert tokenformat.is_well_formed(secret, brand="acme")


def test_only_the_digest_of_a_token_is_kept(person):
    _, secret = token_of(person)

    [row] = ApiToken.objects.values()
    assert secret not in str(row)
    assert len(row["digest"]) == 32


def test_a_token_without_the_scope_is_refused(person):
    _, secret = token_of(person)

    response = call(secret, method="post")

    assert response.status_code == 403
    assert str(response.data["detail"]) == "This token lacks the scope for that."


def test_a_view_that_names_no_scope_admits_no_token(person):
    _, secret = token_of(person, scopes=[Scope.APPLICATIONS_READ, Scope.APPLICATIONS_WRITE])

    class Unnamed(Endpoint):
        read_scope = write_scope = None

    assert call(secret, endpoint=Unnamed).status_code == 403


def test_a_session_has_every_scope(person):
    request = APIRequestFactory().post("/")
    force_authenticate(request, person)

    assert Endpoint.as_view()(request).status_code == 200


def test_function_views_name_their_scopes_too(person):
    _, secret = token_of(person, scopes=[Scope.PRECHECK])

    @scoped(write=Scope.PRECHECK)
    @api_view(["GET", "POST"])
    def endpoint(request):
        return Response("here")

    def status(method):
        request = getattr(APIRequestFactory(), method)("/", HTTP_AUTHORIZATION=f"Bearer {secret}")
        return endpoint(request).status_code

    assert (status("post"), status("get")) == (200, 403)


def refused(secret):
    """Whether the call is answered by 401 with a challenge."""
    response = call(secret)
    return (response.status_code, response["WWW-Authenticate"]) == (401, 'Bearer realm="api"')


def test_a_revoked_token_is_refused(person):
    token, secret = token_of(person)
    services.revoke_token(token)
    services.revoke_token(token)

    assert refused(secret)


def test_an_expired_token_is_refused(person, time_machine):
    _, secret = token_of(person)
    time_machine.move_to(timezone.now() + DAY + timedelta(seconds=1))

    assert refused(secret)


def test_a_token_of_a_deactivated_person_is_refused(db):
    gone = UserFactory(is_active=False)
    _, secret = token_of(gone)

    assert refused(secret)


def test_an_unknown_token_is_refused(db):
    assert refused(tokenformat.generate("gate"))


def test_a_request_without_a_token_is_refused():
    response = Endpoint.as_view()(APIRequestFactory().get("/"))

    assert response.status_code == 401


def test_malformed_tokens_never_ask_the_database():  # which this test may not use
    good = tokenformat.generate("gate")
    wrong_end = "0" if good[-1] != "0" else "1"
    texts = ["", "x", good[:-1], good[:-1] + wrong_end, good + "0", "ü" * 46, good.upper()]
    texts += [tokenformat.generate("other"), good.replace("gatepat_", "gate_live_")]

    for text in texts:
        assert services.authenticate_token(text) is None


def test_the_last_use_is_noted_once_a_minute(person, time_machine):
    start = timezone.now().replace(microsecond=0)
    time_machine.move_to(start, tick=False)
    token, secret = token_of(person)
    seen = []

    for seconds in (1, 31, 62):
        time_machine.move_to(start + timedelta(seconds=seconds), tick=False)
        services.authenticate_token(secret)
        token.refresh_from_db()
        seen.append((token.last_used_at - start).seconds)

    assert seen == [1, 1, 62]


def test_a_token_lives_through_a_change_of_pepper(person, settings):
    settings.KEY_PEPPERS = {"1": "old"}
    token, secret = token_of(person)

    settings.KEY_PEPPERS = {"1": "old", "2": "new"}
    newer, _ = token_of(person)

    assert services.authenticate_token(secret) == token
    assert (token.pepper_version, newer.pepper_version) == (1, 2)


def test_without_its_pepper_a_token_is_unknown(person, settings):
    _, secret = token_of(person)

    settings.KEY_PEPPERS = {"2": "new"}

    assert services.authenticate_token(secret) is None


def test_an_applicant_cannot_make_a_token_for_reviews(person):
    with pytest.raises(ScopeRefused):
        token_of(person, scopes=[Scope.REVIEWS_READ])


def test_a_reviewer_can_make_a_token_for_reviews(db):
    token, _ = token_of(ReviewerFactory(), scopes=[Scope.REVIEWS_WRITE, Scope.PRECHECK])

    assert token.scopes == [Scope.REVIEWS_WRITE, Scope.PRECHECK]


def test_a_token_needs_a_scope(person):
    with pytest.raises(NoScope):
        token_of(person, scopes=[])


def test_unknown_scopes_are_refused(person):
    with pytest.raises(ScopeRefused):
        token_of(person, scopes=["everything"])


@pytest.mark.parametrize("days", [-1, 0, 366])
def test_a_token_lasts_between_a_day_and_a_year(person, days):
    with pytest.raises(BadLifetime):
        token_of(person, lifetime=timedelta(days=days))


def test_nobody_has_more_than_fifty_tokens_in_use(person):
    for _ in range(50):
        token, _ = token_of(person)

    with pytest.raises(TooManyTokens):
        token_of(person)

    services.revoke_token(token)
    token_of(person)


def test_the_command_prints_the_secret_alone(person):
    output, errors = StringIO(), StringIO()

    call_command("create_token", person.email.upper(), stdout=output, stderr=errors)

    secret = output.getvalue().removesuffix("\n")
    token = services.authenticate_token(secret)
    assert token.user == person
    assert token.scopes == [scope for scope in Scope if not scope.startswith("reviews")]
    assert token.expires_at - token.created_at == timedelta(days=90)
    assert errors.getvalue() == ""


def test_the_command_takes_name_scopes_and_days(person):
    output = StringIO()

    call_command(
        "create_token", person.email, "--name", "CI", "--days", "7", "--scopes", "precheck",
        stdout=output,
    )  # fmt: skip

    token = services.authenticate_token(output.getvalue().strip())
    assert (token.name, token.scopes) == ("CI", [Scope.PRECHECK])
    assert token.expires_at - token.created_at == timedelta(days=7)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nobody@example.org"], "Nobody signs in as nobody@example.org."),
        (["gone@example.org"], "The account of gone@example.org is deactivated."),
        (["here@example.org", "--days", "400"], "A token lasts for one day at least"),
        (["here@example.org", "--scopes", "reviews:read"], "more than you are allowed"),
        (["here@example.org", "--scopes", "everything"], "invalid choice: 'everything'"),
    ],
)
def test_the_command_refuses_in_a_sentence(db, arguments, sentence):
    UserFactory(email="here@example.org")
    UserFactory(email="gone@example.org", is_active=False)

    with pytest.raises(CommandError, match=sentence):
        call_command("create_token", *arguments)

    assert not ApiToken.objects.exists()
