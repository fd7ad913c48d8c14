"""Every address of a site."""

from __future__ import annotations

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from hustings.web.admin.setup import setup

urlpatterns = [
    path("admin/setup/<str:token>/", setup, name="hustings_setup"),
    path("admin/", include(wagtailadmin_urls)),
    path("account/", include("allauth.account.urls")),
    path("", include(wagtail_urls)),
]
