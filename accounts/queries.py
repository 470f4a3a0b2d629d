"""Who belongs where, what may they do there, and which programs act for them?"""

from collections.abc import Iterable
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.idp.oidc.models import Token
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import ApiToken, Connection, Invitation, Membership, Organisation, User
from accounts.scopes import offered

WRITERS = (Membership.Role.OWNER, Membership.Role.EDITOR)


def role_in(user: User | AnonymousUser, organisation: Organisation) -> Membership.Role | None:
    """Return the person's role there, None for a stranger."""
    if not isinstance(user, User):
        return None
    role = (
        Membership.objects.filter(user=user, organisation=organisation)
        .values_list("role", flat=True)
        .first()
    )
    return Membership.Role(role) if role else None


def can_edit(user: User | AnonymousUser, organisation: Organisation) -> bool:
    """Whether the person may write the organisation's applications."""
    return role_in(user, organisation) in WRITERS


def is_owner(user: User | AnonymousUser, organisation: Organisation) -> bool:
    """Whether the person looks after the organisation's members."""
    return role_in(user, organisation) is Membership.Role.OWNER


def is_last_owner(user: User, organisation: Organisation) -> bool:
    """Whether nobody would look after the organisation without the person."""
    owners = organisation.memberships.filter(role=Membership.Role.OWNER)
    return list(owners.values_list("user_id", flat=True)[:2]) == [user.pk]


def is_member(user: User | AnonymousUser, organisation: Organisation) -> bool:
    """Whether the person belongs there at all."""
    return role_in(user, organisation) is not None


def organisations_of(user: User) -> QuerySet[Organisation]:
    """Return the organisations that the person belongs to, by name."""
    return Organisation.objects.of(user)


def editable_organisations_of(user: User) -> QuerySet[Organisation]:
    """Return those for which the person may write applications, by name."""
    return Organisation.objects.open().of(user, roles=WRITERS)


def memberships_of(user: User) -> QuerySet[Membership]:
    """Return the person's memberships with their organisations, by name."""
    return (
        Membership.objects.filter(user=user)
        .select_related("organisation")
        .order_by("organisation__name", "pk")
    )


def members_of(organisation: Organisation) -> QuerySet[Membership]:
    """Return the members with their people, owners first."""
    return (
        Membership.objects.filter(organisation=organisation)
        .select_related("user")
        .in_order_of_role()
    )


def people_of(organisation: Organisation, *, writers_only: bool = True) -> QuerySet[User]:
    """Return the active people to whom news about its applications goes."""
    roles = WRITERS if writers_only else tuple(Membership.Role)
    return User.objects.filter(
        is_active=True,
        memberships__in=Membership.objects.filter(organisation=organisation, role__in=roles),
    ).order_by("pk")


def has_confirmed(user: User | AnonymousUser, email: str) -> bool:
    """Whether the person has shown that mail to the address reaches them."""
    known = EmailAddress.objects.filter(user_id=user.pk, email__iexact=email, verified=True)
    return bool(known.exists())  # allauth has no types


def reviewers() -> QuerySet[User]:
    """Return the active members of staff who may decide applications, superusers included."""
    return ModelBackend().with_perm("accounts.review").filter(is_staff=True).order_by("pk")


def policy_owners() -> QuerySet[User]:
    """Return the active members of staff who may publish policy, superusers included."""
    return ModelBackend().with_perm("accounts.own_policy").filter(is_staff=True).order_by("pk")


def senior_reviewers() -> QuerySet[User]:
    """Return those of them who own the policy as well: they decide where reviewers disagree."""
    owners = ModelBackend().with_perm("accounts.own_policy")
    return reviewers().filter(pk__in=owners.order_by().values("pk"))


def open_invitations(organisation: Organisation) -> QuerySet[Invitation]:
    """Return the invitations nobody has taken up yet, newest first."""
    return organisation.invitations.open().order_by("-created_at", "-pk")


def tokens_of(user: User) -> QuerySet[ApiToken]:
    """Return the person's tokens, newest first, dead ones included."""
    return user.api_tokens.newest_first()


@dataclass(frozen=True, slots=True)
class ConnectedProgram:
    """A program as the account page lists it."""

    connection: Connection
    allowed: list[str]


def connections_of(user: User) -> QuerySet[Connection]:
    """Return what connects programs with the person, newest first."""
    return user.connections.select_related("client").newest_first()


def programs_of(user: User) -> list[ConnectedProgram]:
    """Return the programs that act for the person, each with what its tokens allow, in words."""
    scopes: dict[str, set[str]] = {}
    tokens = Token.objects.valid().filter(user=user)
    for client_id, lines in tokens.values_list("client_id", "scopes"):
        scopes.setdefault(str(client_id), set()).update(lines.split())
    return [
        ConnectedProgram(each, in_words(scopes.get(each.client_id, ()), of=user))
        for each in connections_of(user)
    ]


def in_words(scopes: Iterable[str], *, of: User) -> list[str]:
    """Say what a program may do for the person, who cannot give what they do not have."""
    named = set(scopes)
    words = [_("See your name, e-mail address and organisations")]
    return words + [
        str(scope.label) for scope in offered(to_reviewer=of.is_reviewer) if scope in named
    ]
