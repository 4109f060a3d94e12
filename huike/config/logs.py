"""Structured logs, one JSON object a line, without personal data."""

import logging
import re
from collections.abc import MutableMapping
from typing import Any

import structlog

_PERSONAL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<!\d)(?:\+?86)?1[3-9]\d{9}(?!\d)")


def without_personal_data(
    _logger: Any, _name: str, entry: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Replace anything that looks like an e-mail address or a Chinese mobile number."""
    for key, value in entry.items():
        if isinstance(value, str):
            entry[key] = _PERSONAL.sub("[personal]", value)
    return entry


def _processors() -> list[Any]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        without_personal_data,
    ]


def logging_config(level: str) -> dict[str, Any]:
    """Python's logging through structlog, to standard error."""
    structlog.configure(
        processors=[*_processors(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _processors(),
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.JSONRenderer(ensure_ascii=False),
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django.request": {"level": "ERROR"},
            "django.server": {"level": "ERROR"},
            "uvicorn": {"level": "WARNING"},
            "httpx": {"level": "WARNING"},
            "mail.log": {"level": "WARNING"},
            "clickhouse_connect": {"level": "WARNING"},
        },
    }


def quiet(level: int = logging.ERROR) -> None:
    """Commands that speak to a person log only what went wrong."""
    logging.getLogger().setLevel(level)
