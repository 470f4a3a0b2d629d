"""What do our templates need beyond Django's own tags?"""

from typing import Any

from django.conf import settings
from django.forms import BaseForm
from django.template import Context, Library
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from common import forms, languages

register = Library()


@register.inclusion_tag("partials/navigation_item.html", takes_context=True)
def navigation_item(
    context: Context, name: str, text: str, *, is_at_end: bool = False
) -> dict[str, Any]:
    """A link of the main navigation, marked as current on every page below it."""
    url = _address(name)
    request = context.get("request")
    is_current = bool(url and request and request.path.startswith(url))
    return {"url": url, "text": text, "is_current": is_current, "is_at_end": is_at_end}


@register.inclusion_tag("partials/footer_item.html")
def footer_item(name: str, text: str, **arguments: str) -> dict[str, str]:
    """A link of the footer; nothing where the portal was built without that page."""
    return {"url": _address(name, **arguments), "text": text}


@register.inclusion_tag("partials/languages.html", takes_context=True)
def language_links(context: Context) -> dict[str, Any]:
    """The same page in the other languages; nothing where there is one, or no request."""
    request = context.get("request")
    pages = languages.addresses(request) if request else []
    return {"pages": pages if len(pages) > 1 else [], "current": get_language()}


@register.inclusion_tag("partials/translation_note.html", takes_context=True)
def translation_note(context: Context) -> dict[str, str]:
    """That another language's text decides, with the way to it: this very page in it."""
    pages = languages.addresses(context["request"])
    return {"url": next(url for code, _, url in pages if code == settings.LANGUAGE_CODE)}


@register.filter
def inside_sentence(words: object) -> str:
    """A label where it stands inside a sentence."""
    return languages.inside_sentence(str(words))


@register.simple_tag
def fields_of(form: BaseForm) -> SafeString:
    """The fields and errors of a form that does not derive from ours, dressed as if it did."""
    return forms.dress(form).render()


def _address(name: str, **arguments: str) -> str:
    try:
        return reverse(name, kwargs=arguments or None)
    except NoReverseMatch:
        return ""
