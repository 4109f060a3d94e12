from django.apps import AppConfig


class CommerceConfig(AppConfig):
    name = "huike.library.commerce"
    label = "commerce"
