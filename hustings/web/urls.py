"""Every address of a site."""

from __future__ import annotations

from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from hustings.web.admin.setup import setup
from hustings.web.pages.codes import confirm_address, confirm_login

urlpatterns = [
    path("", include("hustings.web.api.urls")),
    path("admin/setup/<str:token>/", setup, name="hustings_setup"),
    path("admin/", include(wagtailadmin_urls)),
    path("account/login/", RedirectView.as_view(url="/account/login/code/", query_string=True)),
    path("account/login/code/confirm/", confirm_login),
    path("account/confirm-email/", confirm_address),
    path("account/", include("allauth.account.urls")),
    path("", include("hustings.web.pages.urls")),
    path("", include(wagtail_urls)),
]

handler400 = "hustings.web.pages.problems.bad_request"
handler403 = "hustings.web.pages.problems.forbidden"
handler404 = "hustings.web.pages.problems.not_found"
handler500 = "hustings.web.pages.problems.server_error"
