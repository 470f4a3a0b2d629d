"""Where are the account pages?"""

from django.urls import path

from accounts import program_views, views

app_name = "accounts"
urlpatterns = [
    path("account/", views.account, name="account"),
    path("account/tokens/", views.tokens, name="tokens"),
    path("account/tokens/<uuid:public_id>/revoke/", views.token_revoke, name="token_revoke"),
    path("account/programs/", program_views.programs, name="programs"),
    path(
        "account/programs/<uuid:public_id>/revoke/",
        program_views.program_revoke,
        name="program_revoke",
    ),
    path("identity/o/device", program_views.device, name="device"),  # in place of allauth's
    path("identity/o/api/device/code", program_views.device_code, name="device_code"),
    path("organisations/new/", views.organisation_new, name="organisation_new"),
    path("organisations/<uuid:public_id>/", views.organisation_detail, name="organisation"),
    path("organisations/<uuid:public_id>/edit/", views.organisation_edit, name="organisation_edit"),
    path("organisations/<uuid:public_id>/invite/", views.invite, name="invite"),
    path(
        "organisations/<uuid:public_id>/members/<uuid:person>/role/",
        views.member_role,
        name="member_role",
    ),
    path(
        "organisations/<uuid:public_id>/members/<uuid:person>/hand-over/",
        views.member_hand_over,
        name="member_hand_over",
    ),
    path(
        "organisations/<uuid:public_id>/invitations/<uuid:invitation_id>/again/",
        views.invitation_again,
        name="invitation_again",
    ),
    path(
        "organisations/<uuid:public_id>/invitations/<uuid:invitation_id>/revoke/",
        views.invitation_revoke,
        name="invitation_revoke",
    ),
    path("invitations/<str:secret>/", views.invitation, name="invitation"),
]
