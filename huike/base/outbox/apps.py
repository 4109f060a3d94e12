from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "huike.base.outbox"
    label = "outbox"
