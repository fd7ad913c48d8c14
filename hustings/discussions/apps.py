from django.apps import AppConfig


class DiscussionsConfig(AppConfig):
    name = "hustings.discussions"
    label = "discussions"
