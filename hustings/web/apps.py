from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "hustings.web"
    label = "web"
