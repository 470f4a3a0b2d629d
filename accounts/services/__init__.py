"""Everything that changes people, organisations, invitations, tokens and connected programs."""

from accounts.services.connections import authenticate_program, let_in, shut_out, turn_away
from accounts.services.domains import NotAPolicyOwner, share_domain, stop_sharing_domain
from accounts.services.invitations import (
    accept,
    find_invitation,
    invite,
    revoke_invitation,
    send_again,
)
from accounts.services.organisations import (
    change_role,
    describe,
    hand_over,
    hand_over_and_leave,
    leave,
    register_organisation,
    remove_member,
)
from accounts.services.people import (
    change_profile,
    choose_language,
    register_person,
    rename,
    set_standing,
    switch_shortcuts,
)
from accounts.services.tokens import authenticate_token, create_token, revoke_token

__all__ = [
    "NotAPolicyOwner",
    "accept",
    "authenticate_program",
    "authenticate_token",
    "change_profile",
    "change_role",
    "choose_language",
    "create_token",
    "describe",
    "find_invitation",
    "hand_over",
    "hand_over_and_leave",
    "invite",
    "leave",
    "let_in",
    "register_organisation",
    "register_person",
    "remove_member",
    "rename",
    "revoke_invitation",
    "revoke_token",
    "send_again",
    "set_standing",
    "share_domain",
    "shut_out",
    "stop_sharing_domain",
    "switch_shortcuts",
    "turn_away",
]
