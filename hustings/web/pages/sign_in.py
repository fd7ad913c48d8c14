"""How readers sign in: an e-mail address, a code, and the first time a name. No passwords.

Between the form and allauth: names follow the rules of ``hustings.accounts``, and no flash messages
are kept, because the pages that would show them are shared by everybody.
"""

from __future__ import annotations

from smtplib import SMTPException
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.models import EmailAddress
from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from hustings.accounts.actions import forget_newcomer, require_free_name
from hustings.accounts.errors import BadName
from hustings.accounts.models import Account
from hustings.accounts.rules import LONGEST_NAME
from hustings.web.errors import MailAway
from hustings.web.pages.furniture import paper_name


class NameForm(forms.Form):
    """What a new reader is asked besides the e-mail address."""

    name = forms.CharField(
        label=_("Your name, as others will see it"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    field_order = ("name", "email")

    def clean_name(self) -> str:
        try:
            return require_free_name(self.cleaned_data["name"])
        except BadName as refused:
            raise forms.ValidationError(str(refused), code=refused.data["fault"]) from refused

    def signup(self, request: HttpRequest, user: Account) -> None:
        """Do nothing more: the name was saved with the account. allauth asks for this method."""


MANY_ATTEMPTS = _(
    "There were many attempts to sign in just now. It is possible again in a few minutes."
)
NEWCOMER = "hustings.newcomer"
"""Under this the account made in this very request is kept for the rest of it."""


class ReaderAdapter(DefaultAccountAdapter):
    """allauth's door to our accounts."""

    error_messages: ClassVar = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _("This is not the code. The newest letter holds the one that works."),
        "too_many_login_attempts": MANY_ATTEMPTS,
        "rate_limited": MANY_ATTEMPTS,
    }

    def save_user(
        self, request: HttpRequest, user: Account, form: forms.Form, commit: bool = True
    ) -> Account:
        """Save a new account under the name its reader chose."""
        user.name = form.cleaned_data["name"]
        request.META[NEWCOMER] = user
        return super().save_user(request, user, form, commit=commit)

    def pre_login(
        self, request: HttpRequest, user: Account, *, email: str | None, **facts: Any
    ) -> HttpResponse | None:
        """Take an address as proved once a code sent to it was entered.

        allauth does so for addresses it wrote down itself; accounts made on the command line or
        by an import would otherwise be sent a second code for the same address.
        """
        proved = {
            record.get("email")
            for record in get_authentication_records(request, user)
            if record["method"] == "code"
        }
        if email and email in proved and email == user.email:
            known = {"verified": True, "primary": True}
            EmailAddress.objects.get_or_create(user=user, email=email, defaults=known)
        return super().pre_login(request, user, email=email, **facts)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a letter; where the mail server is away, leave no account behind that never wrote.

        Raises:
            MailAway: the letter was not taken; the person can try again as if for the first time.
        """
        named = {**context, "paper": {"name": paper_name(self.request)}}
        try:
            super().send_mail(template_prefix, email, named)
        except (OSError, SMTPException) as away:
            if newcomer := self.request.META.pop(NEWCOMER, None):
                forget_newcomer(newcomer)
            raise MailAway from away

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Keep no message: what happened shows on the page itself."""
