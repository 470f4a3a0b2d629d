"""In which language is a request answered?

By its address (`/de/guidelines/`), else by the choice of the person who is signed in, else by what
the browser asks for. No cookie takes part: a page that is the same for everybody stays cacheable.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import get_script_prefix, set_script_prefix
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

OUTSIDE = ("/api/",)  # programs name no language in the address; they send Accept-Language


def prefix(code: str) -> str:
    """How an address names the language: `en-gb` → `en`."""
    return code.partition("-")[0]


def spoken() -> str:
    """The active language as addresses name it: `de`."""
    return prefix(translation.get_language() or settings.LANGUAGE_CODE)


def of_prefix(name: str) -> str:
    """The language that an address names; empty for a word that is none."""
    return next((code for code, _ in settings.LANGUAGES if prefix(code) == name), "")


def names() -> list[tuple[str, str]]:
    """Each language offered, with what it is called in itself."""
    return [(str(code), str(name)) for code, name in settings.LANGUAGES]


def inside_sentence(words: str) -> str:
    """Words that begin with a capital, as they stand inside a sentence; German keeps its nouns."""
    is_english = translation.get_language() == settings.LANGUAGE_CODE
    return words.lower() if is_english and words[1:2].islower() else words


def asked_for(request: HttpRequest) -> str:
    """The first offered language among those that the browser lists, else the portal's own."""
    for code, _ in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        try:
            return translation.get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE


def addresses(request: HttpRequest) -> list[tuple[str, str, str]]:
    """This very page in each language offered: code, name in itself, address."""
    query = request.META.get("QUERY_STRING", "") if request.method in {"GET", "HEAD"} else ""
    rest = request.path_info.removeprefix("/") + (f"?{query}" if query else "")
    return [(code, name, f"{_root()}{prefix(code)}/{rest}") for code, name in names()]


def without_prefix(address: str) -> str:
    """An address of this request's, as it reads in no particular language."""
    return _root() + address.removeprefix(get_script_prefix())


def _root() -> str:
    """Where the portal begins, whatever language the addresses name just now."""
    start = get_script_prefix()
    before, _, last = start.rstrip("/").rpartition("/")
    return f"{before}/" if last and of_prefix(last) else start


class LanguageMiddleware:
    """Activates the language of a request and keeps it in every address that its answer makes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Take the language out of the address, answer in it, and say so."""
        before = get_script_prefix()
        named = _take_prefix(request)
        request.is_language_in_address = bool(named)  # type: ignore[attr-defined]
        try:
            with translation.override(named or asked_for(request)):
                response = self.get_response(request)
                response.headers.setdefault("Content-Language", translation.get_language() or "")
        finally:
            set_script_prefix(before)
        if not named:
            patch_vary_headers(response, ["Accept-Language"])
        return response

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> None:
        """Follow the choice of who is signed in, on pages that are not the same for everybody."""
        is_shared = getattr(view, "is_public", False) or request.path.startswith(OUTSIDE)
        if is_shared or request.is_language_in_address or not _has_session(request):  # type: ignore[attr-defined]
            return
        chosen = getattr(request.user, "language", "")
        if chosen in dict(settings.LANGUAGES) and chosen != translation.get_language():
            translation.activate(chosen)
            _keep_in_addresses(request, chosen)


def _has_session(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def _take_prefix(request: HttpRequest) -> str:
    """Cut `/de` off the address that is looked up; give the language, or nothing."""
    name, slash, rest = request.path_info.removeprefix("/").partition("/")
    code = of_prefix(name) if slash else ""
    if code:
        request.path_info = f"/{rest}"
        _keep_in_addresses(request, code)
    return code


def _keep_in_addresses(request: HttpRequest, code: str) -> None:
    """Let every address that is made from here on begin with the language."""
    if request.path_info.startswith(OUTSIDE):
        return
    start = get_script_prefix()
    set_script_prefix(f"{start}{prefix(code)}/")
    request.path = f"{start}{prefix(code)}{request.path_info}"
