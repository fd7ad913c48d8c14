from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "hustings.moderation"
    label = "moderation"
