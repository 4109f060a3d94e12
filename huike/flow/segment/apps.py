"""Registers the stage with Django."""

from django.apps import AppConfig


class SegmentConfig(AppConfig):
    """Segments, their versions and evaluations."""

    name = "huike.flow.segment"
    label = "segment"
