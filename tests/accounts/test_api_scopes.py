"""Does every address of the API say which scope a token needs?"""

import pytest

from accounts.authentication import HasScope, TokenAuthentication
from accounts.scopes import Scope
from portal.api_urls import urlpatterns

TAKING_TOKENS = {
    pattern.name: pattern.callback.view_class
    for pattern in urlpatterns
    if pattern.name
    and TokenAuthentication in getattr(pattern.callback.view_class, "authentication_classes", ())
    and pattern.name not in {"schema", "docs", "me"}  # for everybody
}


def test_the_api_takes_tokens():
    assert "applications" in TAKING_TOKENS


@pytest.mark.parametrize("name", TAKING_TOKENS)
def test_every_address_that_takes_tokens_names_the_scopes_it_needs(name):
    view = TAKING_TOKENS[name]
    reads = {"get"} & set(dir(view))
    writes = {"post", "put", "patch", "delete"} & set(dir(view))

    assert HasScope in view.permission_classes
    assert not reads or view.read_scope in Scope
    assert not writes or view.write_scope in Scope
