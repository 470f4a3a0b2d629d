"""How does what a page posts become answers, files and replies?"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from uuid import UUID, uuid4

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Organisation
from applications.services.choosing import Choice, Looked
from applications.services.editing import PageInput, Upload
from common.form_keys import as_uuid
from common.forms import Form
from common.languages import inside_sentence
from guidelines.pack import TEXT_TYPES, Question

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.utils.datastructures import MultiValueDict

# Hidden, one for each reply of the page: "17:3f2a9c…".
SEEN_REPLY: Final = "seen_reply"
# Hidden, one for each question of the page: "A1:3f2a9c…", and with ":17" behind it once autosave
# has kept the page's own version of the answer beside somebody else's.
SEEN: Final = "seen"
FILE_TYPES: Final = frozenset({"files", "evidence"})
_NUMBER: Final = re.compile(r"-?[0-9]{1,18}", re.ASCII)
_GROUPED: Final = re.compile(r"[0-9]{1,3}([, \u00a0\u202f][0-9]{3})+", re.ASCII)
_VARIANT: Final = re.compile(r"[0-9]{1,18}", re.ASCII)
_CHOSEN: Final = re.compile(r"(answer|variant):([0-9a-f]{16}):([0-9a-f]{16})", re.ASCII)
_REPLY: Final = re.compile(r"reply\.(?P<request>[0-9]{1,18})", re.ASCII)
_SEEN_REPLY: Final = re.compile(r"(?P<request>[0-9]{1,18}):(?P<mark>[0-9a-f]{16})", re.ASCII)
Files: TypeAlias = "MultiValueDict[str, UploadedFile[bytes]]"


class OrganisationChoiceForm(Form):
    """For whom one applies."""

    organisation: forms.ModelChoiceField[Organisation] = forms.ModelChoiceField(
        queryset=Organisation.objects.none(),
        label=_("Who applies?"),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Select the organisation that applies"),
            "invalid_choice": _("Select one of your organisations"),
        },
    )

    key = forms.UUIDField(
        required=False,
        initial=uuid4,  # of this very form: sent twice, it begins one application
        widget=forms.HiddenInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        field.queryset = organisations  # type: ignore[attr-defined]
        only = organisations[:2]
        self.has_choices = bool(only)
        if len(only) == 1:
            field.initial = only[0]


class SuccessorForm(Form):
    """Who becomes the owner in the place of the last one, who goes."""

    successor = forms.ChoiceField(
        label=_("Who becomes the owner in your place?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose who becomes the owner in your place"),
            "invalid_choice": _("Choose one of the members"),
        },
    )

    def __init__(self, *args: Any, others: Iterable[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = {str(other.user.public_id): other for other in others}
        choices = [
            (key, f"{other.user} ({other.user.email}), {inside_sentence(other.get_role_display())}")
            for key, other in self.others.items()
        ]
        self.fields["successor"].choices = choices  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Membership:
        """The member of a valid form."""
        return self.others[self.cleaned_data["successor"]]


class ClosingForm(Form):
    """The name of the organisation that is closed, so that nobody closes one by a slip."""

    name = forms.CharField(
        label=_("The name of the organisation"),
        help_text=_("Write it as it stands above."),
        error_messages={"required": _("Enter the name of the organisation")},
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation

    def clean_name(self) -> str:
        """Only the name itself, whatever its spaces and capitals."""
        given = " ".join(self.cleaned_data["name"].split())
        if given.casefold() != self.organisation.name.casefold():
            raise forms.ValidationError(_("This is not the name of the organisation"))
        return given


def page_input(questions: Collection[Question], post: QueryDict, files: Files) -> PageInput:
    """What a page of these questions holds. Names that it knows nothing of are left alone."""
    marks = {e[0]: e[1:] for e in (entry.split(":") for entry in post.getlist(SEEN))}
    seen = {name: mark[0] if mark else "" for name, mark in marks.items()}
    asked = [q for q in questions if q.type not in FILE_TYPES and _is_on_page(q, post, seen)]
    return PageInput(
        answers={question.id: answer(question, post) for question in asked},
        seen={question.id: seen[question.id] for question in questions if question.id in seen},
        own={name: int(mark[1]) for name, mark in marks.items() if _names_variant(mark)},
        uploads=tuple(_uploads(questions, post, files)),
        replies=_replies(post),
        seen_replies=_seen_replies(post),
    )


def person_named(post: QueryDict) -> UUID | None:
    """The public id of the colleague chosen; None if it is none."""
    return as_uuid(post.get("colleague", ""))


def chosen_version(post: QueryDict) -> tuple[Choice, Looked] | None:
    """Which of two versions a button keeps, and which two were shown: `answer:3f2a…:9c0d…`."""
    found = _CHOSEN.fullmatch(post.get("keep", ""))
    return (Choice(found[1]), Looked(answer=found[2], variant=found[3])) if found else None


def answer(question: Question, post: QueryDict) -> Any:
    """The value that a question's controls hold, good or not."""
    return _READERS[question.type](question, post)


def _is_on_page(question: Question, post: QueryDict, seen: Mapping[str, str]) -> bool:
    """A tick that was taken away posts nothing, so the page says which questions it showed."""
    names = (name for name in post if name.partition(".")[0] == question.id)
    return question.id in seen or any(names)


def _names_variant(mark: list[str]) -> bool:
    return len(mark) > 1 and _VARIANT.fullmatch(mark[1]) is not None


def _uploads(questions: Iterable[Question], post: QueryDict, files: Files) -> Iterator[Upload]:
    for question in questions:
        for file in files.getlist(question.id):
            yield Upload(question.id, file, _format(question, file.name or "", post))


def _format(question: Question, name: str, post: QueryDict) -> str:
    """What was chosen for evidence; else what the ending says by itself, such as .csv or .pdf."""
    ending = PurePath(name).suffix.lower().lstrip(".")
    by_ending = ending if ending in question.accept else ""
    return post.get(f"{question.id}.format") or by_ending if question.type == "evidence" else ""


def _replies(post: QueryDict) -> dict[int, str]:
    """By request: `reply.17`."""
    named = ((_REPLY.fullmatch(name), str(text)) for name, text in post.items())
    return {int(match["request"]): text for match, text in named if match}


def _seen_replies(post: QueryDict) -> dict[int, str]:
    """By request: the fingerprint of the reply that the page was shown with."""
    found = (_SEEN_REPLY.fullmatch(mark) for mark in post.getlist(SEEN_REPLY))
    return {int(match["request"]): match["mark"] for match in found if match}


def _text(question: Question, post: QueryDict) -> str:
    return post.get(question.id, "").replace("\r\n", "\n").replace("\r", "\n")


def _yes_no(question: Question, post: QueryDict) -> bool | str | None:
    given = post.get(question.id, "")
    return {"true": True, "false": False, "": None}.get(given, given)


def _tick(question: Question, post: QueryDict) -> bool:
    return bool(post.get(question.id))


def _number(question: Question, post: QueryDict) -> int | str | None:
    return _as_number(post.get(question.id, ""))


def _as_number(text: str) -> int | str | None:
    """A whole number if it is one, with or without groups of thousands; else what was typed."""
    typed = text.strip()
    if _GROUPED.fullmatch(typed):
        typed = re.sub(r"[^0-9]", "", typed)
    return (int(typed) if _NUMBER.fullmatch(typed) else typed) if typed else None


def _numbers(question: Question, post: QueryDict) -> dict[str, int | str | None]:
    return {f.id: _as_number(post.get(f"{question.id}.{f.id}", "")) for f in question.fields}


def _single(question: Question, post: QueryDict) -> str:
    return post.get(question.id, "")


def _multi(question: Question, post: QueryDict) -> list[str]:
    return [value for value in post.getlist(question.id) if value]


def _matrix(question: Question, post: QueryDict) -> dict[str, str]:
    return {row.value: post.get(f"{question.id}.{row.value}", "") for row in question.rows}


_READERS: Final[Mapping[str, Callable[[Question, QueryDict], Any]]] = {
    **dict.fromkeys(TEXT_TYPES, _text),
    "yes_no": _yes_no,
    "attestation": _tick,
    "number": _number,
    "numbers": _numbers,
    "single": _single,
    "multi": _multi,
    "matrix": _matrix,
}
