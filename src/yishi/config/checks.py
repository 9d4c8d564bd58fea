"""Checks of an installation that no single app can make."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from yishi.foundation.ui.vendor import served_files


@register()
def browser_libraries_are_installed(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Each browser library lies where static files are collected from, or was collected already."""
    missing = [
        file for path, file in served_files() if not file.exists() and not (settings.STATIC_ROOT / path).exists()
    ]
    if not missing:
        return []
    return [
        Error(
            f"{len(missing)} files of browser libraries are missing; the first is {missing[0]}",
            hint="Run `make setup`, or `npm ci` and set YISHI_NODE_MODULES to the folder that it filled.",
            id="yishi.E001",
        )
    ]
