"""The addresses readers use besides Wagtail's own paths."""

from __future__ import annotations

from django.urls import path

from hustings.web.pages import comment_page, feeds, lists, own_page, writing

urlpatterns = [
    path("c/<int:identifier>", comment_page.comment_page, name="comment"),
    path("c/<int:identifier>/thread", comment_page.in_thread, name="comment_in_thread"),
    path("c/<int:identifier>/reply", writing.write_reply, name="write_reply"),
    path("c/<int:identifier>/vote", comment_page.vote, name="vote"),
    path("c/<int:identifier>/report", comment_page.report, name="report"),
    path("c/<int:identifier>/edit", comment_page.edit, name="edit"),
    path("c/<int:identifier>/delete", comment_page.delete, name="delete"),
    path("discussion/<int:discussion>/write", writing.write_comment, name="write_comment"),
    path("discussion/<int:discussion>/feed/", feeds.discussion_feed, name="discussion_feed"),
    path("tag/<str:slug>/", lists.tag_page, name="tag"),
    path("tag/<str:slug>/feed/", feeds.tag_feed, name="tag_feed"),
    path("feed/", feeds.site_feed, name="site_feed"),
    path("<path:path>/feed/", feeds.section_feed, name="section_feed"),
    path("sitemap.xml", feeds.sitemap, name="sitemap"),
    path("robots.txt", feeds.robots, name="robots"),
    path("me/", own_page.own_page, name="own_page"),
    path("me/name", own_page.rename, name="rename"),
    path("me/data", own_page.download, name="download"),
    path("me/erase", own_page.erase, name="erase"),
]
