"""What leaves with a site: the fate of every table, decided in the commit that makes the table.

``hustings backup`` takes all tables, for the same site on the same version. A portable archive,
which another site or another system can read, is not built yet; this register is what it will go
by, and ``tests/contracts`` refuses a table that nobody has classed.
"""

from __future__ import annotations

from enum import StrEnum


class Fate(StrEnum):
    """What becomes of a table's rows when a site's content leaves for elsewhere."""

    CARRIED = "carried"
    """They are what the site is; they go."""
    REBUILT = "rebuilt"
    """They follow from what is carried and are made again there."""
    SECRET = "secret"
    """Keys, sessions, traces: they never leave the site."""
    PASSING = "passing"
    """Work in progress, of use on this site only."""


APPS: dict[str, Fate] = {
    "account": Fate.CARRIED,  # verified addresses: with them identities can be claimed elsewhere
    "auth": Fate.REBUILT,
    "contenttypes": Fate.REBUILT,
    "django_tasks_database": Fate.PASSING,
    "modelsearch": Fate.REBUILT,
    "sessions": Fate.SECRET,
    "taggit": Fate.CARRIED,
    "wagtailadmin": Fate.PASSING,
    "wagtaildocs": Fate.CARRIED,
    "wagtailembeds": Fate.REBUILT,
    "wagtailredirects": Fate.CARRIED,
    "wagtailusers": Fate.PASSING,
}
"""The fate of every table of an app that is not ours."""

TABLES: dict[str, Fate] = {
    "accounts.AccessToken": Fate.SECRET,
    "accounts.Account": Fate.CARRIED,
    "accounts.Account_groups": Fate.CARRIED,
    "accounts.Account_user_permissions": Fate.CARRIED,
    "accounts.Identity": Fate.CARRIED,
    "accounts.Trace": Fate.SECRET,
    "discussions.Comment": Fate.CARRIED,
    "discussions.CommentOrigin": Fate.CARRIED,
    "discussions.CommentVersion": Fate.CARRIED,
    "discussions.Discussion": Fate.CARRIED,
    "discussions.Report": Fate.CARRIED,
    "discussions.Vote": Fate.CARRIED,
    "journal.Event": Fate.CARRIED,
    "journal.Revision": Fate.REBUILT,
    "moderation.Decision": Fate.CARRIED,
    "moderation.Statement": Fate.CARRIED,
    "stories.Correction": Fate.CARRIED,
    "stories.FrontPage": Fate.CARRIED,
    "stories.PlainPage": Fate.CARRIED,
    "stories.RelatedLink": Fate.CARRIED,
    "stories.SectionPage": Fate.CARRIED,
    "stories.StoryDiscussion": Fate.CARRIED,
    "stories.StoryOrigin": Fate.CARRIED,
    "stories.StoryPage": Fate.CARRIED,
    "stories.StoryTag": Fate.CARRIED,
    "stories.Video": Fate.CARRIED,
    "wagtailcore.APIToken": Fate.SECRET,
    "wagtailcore.Collection": Fate.CARRIED,
    "wagtailcore.CollectionViewRestriction": Fate.CARRIED,
    "wagtailcore.CollectionViewRestriction_groups": Fate.CARRIED,
    "wagtailcore.Comment": Fate.PASSING,
    "wagtailcore.CommentReply": Fate.PASSING,
    "wagtailcore.GroupApprovalTask": Fate.CARRIED,
    "wagtailcore.GroupApprovalTask_groups": Fate.CARRIED,
    "wagtailcore.GroupCollectionPermission": Fate.CARRIED,
    "wagtailcore.GroupPagePermission": Fate.CARRIED,
    "wagtailcore.GroupSitePermission": Fate.CARRIED,
    "wagtailcore.Locale": Fate.CARRIED,
    "wagtailcore.ModelLogEntry": Fate.CARRIED,
    "wagtailcore.Page": Fate.CARRIED,
    "wagtailcore.PageLogEntry": Fate.CARRIED,
    "wagtailcore.PageSubscription": Fate.PASSING,
    "wagtailcore.PageViewRestriction": Fate.CARRIED,
    "wagtailcore.PageViewRestriction_groups": Fate.CARRIED,
    "wagtailcore.ReferenceIndex": Fate.REBUILT,
    "wagtailcore.Revision": Fate.CARRIED,
    "wagtailcore.Site": Fate.CARRIED,
    "wagtailcore.Task": Fate.CARRIED,
    "wagtailcore.TaskState": Fate.PASSING,
    "wagtailcore.UploadedFile": Fate.PASSING,
    "wagtailcore.Workflow": Fate.CARRIED,
    "wagtailcore.WorkflowContentType": Fate.CARRIED,
    "wagtailcore.WorkflowPage": Fate.CARRIED,
    "wagtailcore.WorkflowState": Fate.PASSING,
    "wagtailcore.WorkflowTask": Fate.CARRIED,
    "wagtailimages.Image": Fate.CARRIED,
    "wagtailimages.Rendition": Fate.REBUILT,
}
"""The fate of every table of ours, and of apps whose tables differ."""


def fate_of(label: str) -> Fate | None:
    """Return the fate of a model's table by its label, "discussions.Comment"; None: not classed."""
    return TABLES.get(label) or APPS.get(label.partition(".")[0])
