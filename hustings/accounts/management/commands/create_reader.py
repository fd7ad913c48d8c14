"""Create a reader's account from the command line, with a bearer token if asked."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction

from hustings.accounts.actions import create_account, issue_token
from hustings.accounts.errors import BadName
from hustings.accounts.models import Account
from hustings.journal.ids import new_id

NOWHERE = "readers.invalid"
"""The domain of accounts that no mail reaches (RFC 2606): they cannot sign in by code."""


class Command(BaseCommand):
    help = (
        "Create a reader's account. Without --email nobody can sign in to it: it is for programs,"
        " which use the API with the token that --token prints."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="the name others see")
        parser.add_argument("--email", default="", help="where sign-in codes are sent")
        parser.add_argument("--token", action="store_true", help="print a bearer token, only once")
        parser.add_argument(
            "--unlimited", action="store_true", help="let no rate limit stop the token (for tests)"
        )

    def handle(self, *args: Any, **options: Any) -> str:
        if options["unlimited"] and not options["token"]:
            raise CommandError("--unlimited is about the token: add --token.")
        email = options["email"] or f"{new_id()}@{NOWHERE}"
        require_address(email)
        try:
            with transaction.atomic():
                account = create_account(options["name"], email=email)
                if options["token"]:
                    return issue_token(account, unlimited=options["unlimited"])
        except BadName as refused:
            raise CommandError(f"{refused} ({refused.data['fault']})") from refused
        return str(account.pk)


def require_address(email: str) -> None:
    """Refuse what is no address, or somebody's already."""
    try:
        validate_email(email)
    except ValidationError as wrong:
        raise CommandError(f"{email} is no e-mail address.") from wrong
    if Account.objects.filter(email__iexact=email).exists():
        raise CommandError(f"{email} has an account already.")
