from django.apps import AppConfig


class ResponseConfig(AppConfig):
    name = "huike.flow.response"
    label = "response"
