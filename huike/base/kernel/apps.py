from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "huike.base.kernel"
    label = "kernel"
