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
