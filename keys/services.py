"""Everything that changes a key: issuing, rolling and revoking it."""

from datetime import datetime, timedelta
from http import HTTPStatus

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from accounts import queries as accounts
from accounts.models import Membership, User
from applications.models import Application, Approval
from applications.services.moves import lock
from applications.states import ApprovalStatus
from common import pepper
from common.errors import DomainError
from events import services as events
from keys.keyformat import ENVIRONMENTS, new_key, parts_of
from keys.models import OVERLAPS, ApiKey
from keys.reasons import no_key_because

KEYS_PER_APPROVAL = 50
NAME_MAX = 100
EDITORS = frozenset({Membership.Role.OWNER, Membership.Role.EDITOR})
APPLICANT_MAIL = "applicant-mail"


class NoApproval(DomainError):
    """A key exists only after production approval: this application has no approval in force."""


class KeyRefused(DomainError):
    """The key cannot be issued as asked."""


class KeyIsOver(DomainError):
    """This key no longer works, so it cannot be rolled. Issue a new one."""


class RolledAlready(DomainError):
    """This key has been rolled already. Roll the one that took its place, or issue another."""


class NotAnEditor(DomainError):
    """Only owners and editors of the organisation can issue, roll and revoke its keys."""

    status = HTTPStatus.FORBIDDEN


@transaction.atomic
def issue(
    application: Application,
    *,
    by: User,
    name: str,
    env: str = "live",
    expires_at: datetime | None = None,
) -> tuple[ApiKey, str]:
    """Make a key under the approval in force; returns its row and, this once, the key itself."""
    _ensure_editor(application, by=by)
    approval = _active_approval(application)
    cleaned = _checked(name=name, env=env, expires_at=expires_at)
    _ensure_room(approval, most=KEYS_PER_APPROVAL - 1)
    key, secret = _make(approval, by=by, name=cleaned, env=env, expires_at=expires_at)
    _record(key, "key.issued", by=by)
    return key, secret


@transaction.atomic
def roll(key: ApiKey, *, by: User, overlap_hours: int) -> tuple[ApiKey, str]:
    """Put a new key in the place of this one, which works on for 0, 1, 24 or 72 hours.

    The new one has its name, environment and end, and stands under the approval in force now.
    """
    application = key.approval.application
    _ensure_editor(application, by=by)
    approval = _active_approval(application)
    _lock(key)
    _ensure_rollable(key, overlap_hours=overlap_hours)
    _ensure_room(approval, most=KEYS_PER_APPROVAL)  # the old one is on its way out

    new, secret = _make(approval, by=by, name=key.name, env=key.env, expires_at=key.expires_at)
    key.replaced_by = new
    key.overlap_hours = overlap_hours
    key.ends_at = new.issued_at + timedelta(hours=overlap_hours)
    key.save(update_fields=["replaced_by", "overlap_hours", "ends_at"])
    ends_at = f"{key.ends_at:%Y-%m-%d %H:%M} UTC"
    _record(key, "key.rolled", by=by, replaced_by=new.public_id, ends_at=ends_at)
    return new, secret


@transaction.atomic
def revoke(key: ApiKey, *, by: User) -> None:
    """End a key for good. Revoking it again changes nothing."""
    _lock(key)
    _ensure_editor(key.approval.application, by=by)
    if key.revoked_at is not None:
        return
    key.revoked_at = timezone.now()
    key.revoked_by = by
    key.save(update_fields=["revoked_at", "revoked_by"])
    _record(key, "key.revoked", by=by)


def _lock(key: ApiKey) -> None:
    key.refresh_from_db(from_queryset=ApiKey.objects.select_for_update(of=("self",)))


def _make(
    approval: Approval, *, by: User, name: str, env: str, expires_at: datetime | None
) -> tuple[ApiKey, str]:
    secret = new_key(settings.KEY_BRAND, env)
    parts = parts_of(secret)
    version, digest = pepper.digest(secret)
    key = approval.keys.create(
        public_id=parts.public_id,
        env=env,
        digest=digest,
        pepper_version=version,
        last4=parts.last4,
        name=name,
        issued_by=by,
        expires_at=expires_at,
    )
    return key, secret


def _ensure_editor(application: Application, *, by: User) -> None:
    if accounts.role_in(by, application.organisation) not in EDITORS:
        raise NotAnEditor


def _active_approval(application: Application) -> Approval:
    """The one in force for the use case, locked against its revocation or replacement meanwhile."""
    lock(application.line)
    now = timezone.now()
    approval = (
        Approval.objects.select_for_update(of=("self",))
        .filter(line=application.line_id, status=ApprovalStatus.ACTIVE)
        .first()
    )
    if approval is None or not approval.is_active(now):
        raise NoApproval(f"{NoApproval()} {no_key_because(application, now=now)}".strip())
    return approval


def _checked(*, name: str, env: str, expires_at: datetime | None) -> str:
    cleaned = name.strip()
    if not 1 <= len(cleaned) <= NAME_MAX or "\x00" in cleaned:
        sentence = gettext("Enter a name of 1 to %(most)s characters.")
        raise KeyRefused(sentence % {"most": NAME_MAX})
    if env not in ENVIRONMENTS:
        raise KeyRefused(gettext("Select live or test."))
    if expires_at is not None and expires_at <= timezone.now():
        raise KeyRefused(gettext("The date on which the key expires must lie in the future."))
    return cleaned


def _ensure_rollable(key: ApiKey, *, overlap_hours: int) -> None:
    if overlap_hours not in OVERLAPS:
        raise KeyRefused(gettext("Select 0, 1, 24 or 72 hours."))
    if not ApiKey.objects.unended(timezone.now()).filter(pk=key.pk).exists():
        raise KeyIsOver
    if key.replaced_by_id is not None:
        raise RolledAlready


def _ensure_room(approval: Approval, *, most: int) -> None:
    """Keys that work at the same time are few enough for a person to know what each is for."""
    of_line = ApiKey.objects.unended(timezone.now()).filter(approval__line=approval.line_id)
    if of_line.count() > most:
        sentence = gettext("At most %(number)s keys: revoke one that you no longer use.")
        raise KeyRefused(sentence % {"number": KEYS_PER_APPROVAL})


def _record(key: ApiKey, kind: str, *, by: User, **more: str) -> None:
    events.append(
        key.approval.application.subject,
        kind,
        actor=by,
        data={"key": key.public_id, "env": key.env, **more},
        deliveries=(APPLICANT_MAIL,),
    )
