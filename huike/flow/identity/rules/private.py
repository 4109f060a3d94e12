"""Which attributes are personal and therefore sealed with the person. Pure."""

from collections.abc import Mapping
from typing import Any

from huike.base.kernel.personal import VALUES, is_personal

__all__ = ["VALUES", "split"]


def split(attributes: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """The attributes as text: those that may lie open, and those that are personal."""
    open_ones: dict[str, str] = {}
    private: dict[str, str] = {}
    for key, value in attributes.items():
        if not key or value is None or value == "":
            continue
        text = str(value).lower() if isinstance(value, bool) else str(value)
        (private if is_personal(key, text) else open_ones)[key] = text
    return open_ones, private
