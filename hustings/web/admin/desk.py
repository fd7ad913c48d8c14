"""What the desks share: a place in Wagtail's admin with a name at its head."""

from __future__ import annotations

from typing import Any

from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin


class DeskMixin(WagtailAdminTemplateMixin):
    """A page of the admin whose last breadcrumb is its own title."""

    def path_here(self) -> list[dict[str, Any]]:
        """Return the breadcrumbs between the start and this desk."""
        return []

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        here = {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}
        return [*self.breadcrumbs_items, *self.path_here(), here]
