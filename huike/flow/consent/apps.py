from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "huike.flow.consent"
    label = "consent"
