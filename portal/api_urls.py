"""Every address of the REST API, below /api/v1/."""

from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpResponseBase
from django.urls import URLPattern, path, re_path
from drf_spectacular import renderers
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from common.api import not_found
from keys.api import KeyStatusView

View = Callable[..., HttpResponseBase]

app_name = "api"
schema = SpectacularAPIView.as_view(
    renderer_classes=[
        renderers.OpenApiJsonRenderer2,
        renderers.OpenApiJsonRenderer,
        renderers.OpenApiYamlRenderer2,
        renderers.OpenApiYamlRenderer,
    ]
)
docs = SpectacularSwaggerSplitView.as_view(url_name="api:schema")


def either(route: str, view: View, *, name: str) -> Iterator[URLPattern]:
    """Answer with and without the slash at the end: a redirect would lose what is posted.

    The first is the address that we document.
    """
    yield path(route, view, name=name)
    yield path(route.removesuffix("/") if route.endswith("/") else f"{route}/", view)


def documented(endpoints: list[Any], **_: Any) -> list[Any]:
    """Keep each address once in the OpenAPI document; a preprocessing hook of drf-spectacular."""
    paths = {f"/api/v1/{pattern.pattern}" for pattern in urlpatterns if pattern.name}
    return [endpoint for endpoint in endpoints if endpoint[0] in paths]


urlpatterns: list[URLPattern] = [
    *either("schema", schema, name="schema"),
    *either("docs/", docs, name="docs"),
    *either("key", KeyStatusView.as_view(), name="key"),
    re_path("", not_found),
]
