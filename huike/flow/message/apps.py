from django.apps import AppConfig


class MessageConfig(AppConfig):
    name = "huike.flow.message"
    label = "message"
