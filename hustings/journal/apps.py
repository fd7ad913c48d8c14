from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "hustings.journal"
    label = "journal"
