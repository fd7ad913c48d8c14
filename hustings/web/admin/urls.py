"""Addresses of the desks, below Wagtail's admin."""

from __future__ import annotations

from django.urls import path

from hustings.web.admin.discussions import DiscussionView
from hustings.web.admin.queue import QueueView

app_name = "hustings_admin"
urlpatterns = [
    path("queue/", QueueView.as_view(), name="queue"),
    path("discussions/<int:story>/", DiscussionView.as_view(), name="discussion"),
]
