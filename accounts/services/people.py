"""Everything that changes a person."""

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models.functions import Lower

from accounts.models import User
from common.errors import DomainError


class AddressTaken(DomainError):
    """Somebody already signs in with this e-mail address."""


class LanguageNotOffered(DomainError):
    """This portal does not speak that language. Choose one of those that it offers."""


class OwnStanding(DomainError):
    """You cannot deactivate yourself or give up your own place among the staff."""


@transaction.atomic
def register_person(
    email: str,
    *,
    password: str | None = None,
    name: str = "",
    is_staff: bool = False,
    groups: Iterable[str] = (),
) -> User:
    """Make a person whose e-mail address needs no confirmation; operators and demos do so."""
    if User.objects.alias(lowered=Lower("email")).filter(lowered=email.strip().lower()).exists():
        raise AddressTaken
    user = User.objects.create_user(email, password, name=name, is_staff=is_staff)
    user.groups.set([Group.objects.get(name=group) for group in groups])
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def rename(user: User, *, name: str) -> None:
    """Change what colleagues call the person."""
    user.name = " ".join(name.split())
    user.save(update_fields=["name"])


def choose_language(user: User, *, language: str) -> None:
    """Let pages and mails speak this language to the person; empty lets the browser say."""
    if language and language not in dict(settings.LANGUAGES):
        raise LanguageNotOffered
    user.language = language
    user.save(update_fields=["language"])


def switch_shortcuts(user: User, *, on: bool) -> None:
    """Let single keys act on pages, or not (WCAG 2.1.4); the same on each computer."""
    user.has_shortcuts = on
    user.save(update_fields=["has_shortcuts"])


@transaction.atomic
def change_profile(user: User, *, name: str, language: str) -> None:
    """Change what a person looks after themselves."""
    rename(user, name=name)
    choose_language(user, language=language)


@transaction.atomic
def set_standing(
    user: User, *, is_active: bool, is_staff: bool, groups: Iterable[Group], by: User
) -> None:
    """Let a person in or shut them out, and say what they may do among the staff."""
    if user == by and not (is_active and is_staff):
        raise OwnStanding
    others = User.objects.exclude(pk=user.pk).filter(is_staff=True)
    if is_staff and others.filter(pseudonym=user.pseudonym).exists():
        user.pseudonym = User.objects.free_pseudonym()
    user.is_active, user.is_staff = is_active, is_staff
    user.save(update_fields=["is_active", "is_staff", "pseudonym"])
    user.groups.set(groups)
