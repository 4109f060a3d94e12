from django.apps import AppConfig


class ProfileConfig(AppConfig):
    name = "huike.flow.profile"
    label = "profile"
