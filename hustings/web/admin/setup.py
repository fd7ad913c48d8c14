"""The one-time link with which the first editor of a fresh site makes an account.

The link is signed, lasts a day, and is worth nothing once any member of staff exists.
"""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.password_validation import validate_password
from django.core import signing
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from hustings.accounts.actions import create_first_editor
from hustings.accounts.errors import BadName, NotAllowed
from hustings.accounts.reads import staff_exists

SALT = "hustings.setup"
LASTS = 86_400
"""Seconds."""


class SetupForm(forms.Form):
    """Who the first editor is."""

    name = forms.CharField(label=_("Your name, as readers see it"), max_length=60)
    email = forms.EmailField(label=_("E-mail"))
    password = forms.CharField(
        label=_("Password (12 characters or more)"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        validators=[validate_password],
    )


def setup_link() -> str | None:
    """Return the address to print for a site without staff; None once there is somebody."""
    if staff_exists():
        return None
    token = signing.TimestampSigner(salt=SALT).sign("first-editor")
    return settings.BASE_URL + reverse("hustings_setup", args=[token])


@never_cache
@sensitive_post_parameters("password")
def setup(request: HttpRequest, token: str) -> HttpResponse:
    """Make the first editor's account and sign in."""
    try:
        signing.TimestampSigner(salt=SALT).unsign(token, max_age=LASTS)
    except signing.BadSignature as wrong:
        raise Http404 from wrong
    if staff_exists():
        raise Http404
    form = SetupForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _create(request, form):
        return redirect("wagtailadmin_home")
    return render(request, "hustings_admin/setup.html", {"form": form})


def _create(request: HttpRequest, form: SetupForm) -> bool:
    facts = form.cleaned_data
    try:
        with transaction.atomic():
            editor = create_first_editor(
                facts["name"], email=facts["email"], password=facts["password"]
            )
    except BadName as refusal:
        form.add_error("name", str(refusal))
        return False
    except IntegrityError:
        form.add_error("email", _("Somebody here uses this address already."))
        return False
    except NotAllowed as late:  # two people opened the link at the same moment
        raise Http404 from late
    login(request, editor, backend="django.contrib.auth.backends.ModelBackend")
    return True
