from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "huike.base.access"
    label = "access"
