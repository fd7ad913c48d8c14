"""The cookie that tells our script that there is a session, and nothing else."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


def test_comes_and_goes_with_the_session(client, site, post, reader):
    client.force_login(reader)
    client.cookies.clear()
    assert "session-here" not in client.get("/").cookies
    client.defaults["HTTP_SEC_FETCH_SITE"] = "same-origin"
    asked = client.post("/account/login/code/", {"email": reader.email})
    session, sign = asked.cookies["sessionid"], asked.cookies["session-here"]
    assert session["httponly"]
    assert not sign["httponly"]
    assert sign.value == "1"
    assert (sign["expires"], sign["path"]) == (session["expires"], session["path"])
    client.force_login(reader)
    left = client.post("/account/logout/")
    assert left.cookies["session-here"].value == ""
    assert left.cookies["session-here"]["max-age"] == 0


def test_opens_nothing(client, site, reader):
    client.cookies["session-here"] = "1"
    assert client.get("/api/v1/me").json()["signed_in"] is False
