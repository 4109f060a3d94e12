from django.apps import AppConfig


class JourneyConfig(AppConfig):
    name = "huike.flow.journey"
    label = "journey"
