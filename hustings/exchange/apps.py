from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "hustings.exchange"
    label = "exchange"
