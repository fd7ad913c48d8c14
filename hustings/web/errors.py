"""What the doors themselves refuse, before any room is asked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hustings.errors import HustingsError


class ForeignRequest(HustingsError):
    """A change that another site's page may have started in the reader's name; nothing was done."""

    code = "foreign-request"
    status = 403
    sentence = _(
        "Your browser did not say that this came from a page of this site, so nothing was"
        " changed. Please open the page again here and try once more."
    )


class UnknownHost(HustingsError):
    """The request names a host that this site does not have."""

    code = "unknown-host"
    status = 400
    sentence = _("This site does not answer under that name.")


class NoSuchAddress(HustingsError):
    """Nothing is at this address of the API."""

    code = "no-such-address"
    status = 404
    sentence = _("There is nothing at this address.")


class MethodNotAllowed(HustingsError):
    """The address exists, and not for this method; the header ``Allow`` names those it is for."""

    code = "method-not-allowed"
    status = 405
    sentence = _("This address does not take requests of this kind.")


class BodyUnreadable(HustingsError):
    """The body is no JSON in UTF-8."""

    code = "body-unreadable"
    status = 400
    sentence = _("The request's body is not readable JSON.")


class BodyTooLarge(HustingsError):
    """The body is longer than any request here needs; ``data["limit"]`` is in bytes."""

    code = "body-too-large"
    status = 413
    sentence = _("The request is too large.")


class InvalidRequest(HustingsError):
    """A field is missing, unknown or of the wrong kind; ``data["errors"]`` says which."""

    code = "invalid-request"
    status = 422
    sentence = _("The request has missing, unknown or wrong fields.")


class InternalError(HustingsError):
    """Something failed here that should not; it was logged, and says nothing of the inside."""

    code = "internal-error"
    status = 500
    sentence = _("Something went wrong here. It was noted; please try again later.")


class StorageAway(HustingsError):
    """The database does not answer, or its disk is full; ``Retry-After`` says when to come back.

    Where the connection broke during the last step, what was sent may have been stored: an
    idempotency key makes sending it again harmless.
    """

    code = "storage-away"
    status = 503
    sentence = _(
        "The site cannot read or store anything at the moment. Please keep your text and try"
        " again in a minute; look first whether it has arrived."
    )


class MailAway(HustingsError):
    """The mail server did not take a letter."""

    code = "mail-away"
    status = 503
    sentence = _("We cannot send mail at the moment. Please try again in a few minutes.")
