"""Entering the code that came by mail, between the reader and allauth's views.

allauth leads whose code is worth nothing any more back to the beginning without a word; here he is
told so, and keeps the address he was on his way to.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from urllib.parse import urlencode

from allauth.account import views
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

View = Callable[[HttpRequest], HttpResponseBase]


def _or_says_why(view: View) -> View:
    """Return allauth's view; a code too old, or wrong too often, leads to a page that says so."""

    @wraps(view)
    def enter(request: HttpRequest) -> HttpResponseBase:
        answer = view(request)
        led_on = request.method == "POST" and answer.status_code == HTTPStatus.FOUND
        if led_on and not request.user.is_authenticated:
            return _asked_anew(request)
        return answer

    return enter


def _asked_anew(request: HttpRequest) -> HttpResponseRedirect:
    asked = {"failed": "code"}
    if onward := request.POST.get("next"):
        asked["next"] = onward  # allauth looks whether it is ours
    address = f"{reverse('account_request_login_code')}?{urlencode(asked)}"
    return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)


confirm_login = _or_says_why(views.confirm_login_code)
confirm_address = _or_says_why(views.email_verification_sent)
