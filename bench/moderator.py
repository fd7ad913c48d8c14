"""Hide comments by decision, and vote on them: "hide ID" or "vote ID" a line; "ok" when on disk."""

from __future__ import annotations

import os
import sys

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hustings.config.settings")
    django.setup()
    from django.utils import timezone

    from hustings.accounts.models import Account
    from hustings.discussions.actions import cast_vote
    from hustings.moderation.actions import decide

    name = f"Moderator {os.getpid()}"
    moderator = Account.objects.create_superuser(f"{os.getpid()}@desk.invalid", name=name)
    print("ready", flush=True)
    for line in sys.stdin:
        what, comment = line.split()
        facts = {"comment": int(comment), "now": timezone.now()}
        if what == "hide":
            decide(moderator=moderator, measure="hide", reasons="A test of the desk.", **facts)
        else:
            cast_vote(account=moderator, value=1, **facts)
        print("ok", flush=True)


if __name__ == "__main__":
    main()
