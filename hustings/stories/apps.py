from django.apps import AppConfig


class StoriesConfig(AppConfig):
    name = "hustings.stories"
    label = "stories"
