"""Where are the applicant's pages?"""

from collections.abc import Callable

from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, re_path

from applications.references import PATTERN
from applications.states import Kind
from applications.views import (
    acts,
    appeals,
    assignments,
    deletions,
    detail,
    files,
    follow_ups,
    leaving,
    listing,
    revisions,
    sections,
)

app_name = "applications"


def _of(rest: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
    """An address under an application's own."""
    return re_path(rf"^applications/(?P<reference>{PATTERN})/{rest}$", view, name=name)


SECTION = r"sections/(?P<section_id>[A-Z])/"
REVISION = r"revisions/(?P<number>[1-9][0-9]{0,4})/"
urlpatterns = [
    path("organisations/<uuid:public_id>/leave/", leaving.leave, name="leave"),
    path("organisations/<uuid:public_id>/close/", leaving.close, name="close"),
    path(
        "organisations/<uuid:public_id>/members/<uuid:person>/remove/",
        leaving.remove,
        name="member_remove",
    ),
    path("applications/", listing.index, name="list"),
    path("applications/new/", listing.new, name="new"),
    path("applications/deleted/", deletions.index, name="deleted"),
    _of("", detail.detail, "detail"),
    _of("delete/", deletions.delete, "delete"),
    _of("restore/", deletions.restore, "restore"),
    _of("answers/", detail.answers, "answers"),
    _of("exchanges/", detail.asked_and_answered, "exchanges"),
    _of("check/", detail.check, "check"),
    _of("submit/", acts.submit, "submit"),
    _of("submitted/", detail.submitted, "submitted"),
    _of("revisions/", revisions.index, "revisions"),
    _of("revisions/compare/", revisions.compare, "compare"),
    _of(REVISION, revisions.revision, "revision"),
    _of(rf"{REVISION}copy\.(?P<kind>json|pdf)", revisions.copy, "copy"),
    path("schemas/revision-copy-1.json", revisions.schema, name="copy_schema"),
    _of("withdraw/", acts.withdraw, "withdraw"),
    re_path(
        rf"^applications/(?P<reference>{PATTERN})/amend/$",
        follow_ups.begin,
        {"kind": Kind.AMENDMENT},
        name="amend",
    ),
    re_path(
        rf"^applications/(?P<reference>{PATTERN})/recertify/$",
        follow_ups.begin,
        {"kind": Kind.RECERTIFICATION},
        name="recertify",
    ),
    _of("again/", follow_ups.again, "again"),
    _of("relinquish/", follow_ups.relinquish, "relinquish"),
    _of("appeal/", appeals.appeal, "appeal"),
    path("appeals/<str:token>/", appeals.appeal_by_link, name="appeal_link"),
    _of("messages/", acts.message, "message"),
    _of(SECTION, sections.section, "section"),
    _of(f"{SECTION}people/", assignments.assign, "assign"),
    _of(f"{SECTION}autosave/", sections.autosave, "autosave"),
    _of(f"{SECTION}upload/(?P<question_id>[A-Z][0-9]{{1,3}})/", sections.upload, "upload"),
    _of(f"{SECTION}files/(?P<attachment_id>[0-9]{{1,18}})/remove/", sections.remove, "remove"),
    _of(f"{SECTION}files/(?P<question_id>[A-Z][0-9]{{1,3}})/", sections.files, "files"),
    _of(f"{SECTION}versions/(?P<variant_id>[0-9]{{1,18}})/", sections.version, "version"),
    _of(r"files/(?P<attachment_id>[0-9]{1,18})/", files.download, "download"),
    _of(r"files/(?P<attachment_id>[0-9]{1,18})/results/", files.results, "results"),
]
