from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "hustings.web"
    label = "web"

    def ready(self) -> None:
        from hustings.web import checks  # noqa: F401 (registers the system checks)
        from hustings.web.freshness import signals

        signals.connect()
