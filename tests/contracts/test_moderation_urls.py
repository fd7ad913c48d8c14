"""Every page of the admin refuses a reader and a stranger, whatever the method."""

import pytest
from django.urls import URLPattern, get_resolver

OPEN_TO_ALL = {
    "hustings_setup",  # guarded by its one-time token
    *("wagtailadmin_login", "wagtailadmin_logout", "wagtailadmin_javascript_catalog"),
    *("wagtailadmin_password_reset", "wagtailadmin_password_reset_done"),
    *("wagtailadmin_password_reset_confirm", "wagtailadmin_password_reset_complete"),
    "wagtailadmin_sprite",
}


def admin_addresses():
    """Yield name and an address of every pattern below /admin/ whose parts can be guessed."""
    for name, path in walk(get_resolver().url_patterns, ""):
        if path.startswith("admin/") and name not in OPEN_TO_ALL:
            yield name, f"/{path}"


def walk(patterns, prefix):
    for one in patterns:
        path = prefix + filled(str(one.pattern))
        if isinstance(one, URLPattern):
            yield one.name, path
        else:
            yield from walk(one.url_patterns, path)


def filled(route):
    import re

    route = re.sub(r"<(?:int:|identifier:)[^>]+>", "1", route)
    route = re.sub(r"<(?:\w+:)?[^>]+>", "x", route)
    return route.replace("^", "").replace("$", "").replace("\\Z", "")


ADDRESSES = sorted({(name or "", path) for name, path in admin_addresses()})


def test_the_desks_are_among_them():
    paths = [path for _name, path in ADDRESSES]
    assert len(paths) > 100
    assert any("queue" in path for path in paths)


@pytest.mark.parametrize("who", ["reader", "stranger"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_address_of_the_admin_refuses(who, method, client, reader, site):
    if who == "reader":
        client.force_login(reader, backend="django.contrib.auth.backends.ModelBackend")
    client.raise_request_exception = False
    let_in = []
    for name, path in ADDRESSES:
        answer = getattr(client, method)(path)
        if answer.status_code not in {301, 302, 403, 404, 405}:
            let_in.append((name, path, answer.status_code))
    assert let_in == []
