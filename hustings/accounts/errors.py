"""What the accounts room refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hustings.errors import HustingsError


class SignInRequired(HustingsError):
    """Nobody is signed in, and guests may not do this here."""

    code = "sign-in-required"
    status = 401
    sentence = _("Please sign in first.")


class BadToken(HustingsError):
    """The bearer token belongs to nobody, or to somebody who may no longer sign in."""

    code = "bad-token"
    status = 401
    sentence = _("This access token is not valid.")


class NotAllowed(HustingsError):
    """The person is known and may not do this."""

    code = "not-allowed"
    status = 403
    sentence = _("You may not do this.")


class AddressTaken(HustingsError):
    """Somebody has an account with this mail address; told to staff only."""

    code = "address-taken"
    status = 409
    sentence = _("There is an account with this mail address already.")


class BadName(HustingsError):
    """A name that cannot be shown; ``data["fault"]`` says what is wrong with it."""

    code = "bad-name"
    status = 422
    sentence = _(
        "Please choose a name of 1 to 60 visible characters that nobody here uses already."
    )
