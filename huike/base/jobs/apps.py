from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "huike.base.jobs"
    label = "jobs"
