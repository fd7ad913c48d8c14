"""Hide the comments whose ids come in, one a line; say "ok" when each decision is on disk."""

from __future__ import annotations

import os
import sys

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hustings.config.settings")
    django.setup()
    from django.utils import timezone

    from hustings.accounts.models import Account
    from hustings.moderation.actions import decide

    name = f"Moderator {os.getpid()}"
    moderator = Account.objects.create_superuser(f"{os.getpid()}@desk.invalid", name=name)
    print("ready", flush=True)
    for line in sys.stdin:
        decide(
            moderator=moderator,
            comment=int(line),
            measure="hide",
            reasons="A test of the desk.",
            now=timezone.now(),
        )
        print("ok", flush=True)


if __name__ == "__main__":
    main()
