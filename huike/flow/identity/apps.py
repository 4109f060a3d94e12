from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "huike.flow.identity"
    label = "identity"
