"""The project's settings, with the bare view beside its pages."""

from yishi.config.settings import *  # noqa: F403
from yishi.config.settings import STORAGES

ROOT_URLCONF = "tests.benchmarks.urls"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
