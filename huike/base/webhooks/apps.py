from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "huike.base.webhooks"
    label = "webhooks"
