"""Static files: only what pages use is collected from the browser libraries, under names that carry a digest."""

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders, storage
from django.core.management import call_command

from yishi.config.checks import browser_libraries_are_installed
from yishi.foundation.ui.vendor import served_files

MANIFEST = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}


def test_every_library_file_is_found():
    assert browser_libraries_are_installed(None) == []
    for path, file in served_files():
        assert finders.find(path) == str(file)


def test_other_files_of_a_library_are_not_served():
    assert finders.find("vendor/leaflet/leaflet-src.js") is None
    assert finders.find("vendor/htmx/../../package.json") is None


def test_a_missing_library_is_an_error_that_says_what_to_do(settings, tmp_path):
    settings.NODE_MODULES = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    (error,) = browser_libraries_are_installed(None)
    assert "make setup" in str(error.hint)
    assert "htmx.min.js" in error.msg


@pytest.mark.slow
def test_all_files_are_collected_with_a_digest_in_their_names(settings, tmp_path):
    settings.STORAGES = MANIFEST
    settings.STATIC_ROOT = tmp_path
    call_command("collectstatic", interactive=False, verbosity=0)
    for path, _ in served_files():
        name = storage.staticfiles_storage.url(path).removeprefix(settings.STATIC_URL)
        assert name != path
        assert (tmp_path / name).exists()


def test_the_project_serves_files_with_digests():
    from yishi.config import settings as project

    assert project.STORAGES["staticfiles"] == MANIFEST["staticfiles"]
    assert settings.STATIC_URL.startswith("/")
