from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "hustings.accounts"
    label = "accounts"
