from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "huike.library.content"
    label = "content"
