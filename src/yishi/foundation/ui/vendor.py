"""The files of browser libraries that pages use, served under /static/vendor/ straight from `node_modules`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.files.storage import FileSystemStorage


@dataclass(frozen=True)
class Library:
    """Files of one library: their folder in `node_modules`, where they are served, and their names."""

    folder: str
    prefix: str
    names: tuple[str, ...]


LIBRARIES = (
    Library("htmx.org/dist", "vendor/htmx", ("htmx.min.js",)),
    Library("@picocss/pico/css", "vendor/pico", ("pico.min.css",)),
    Library(
        "leaflet/dist",
        "vendor/leaflet",
        (
            "leaflet.js",
            "leaflet.js.map",
            "leaflet.css",
            "images/layers.png",
            "images/layers-2x.png",
            "images/marker-icon.png",
            "images/marker-icon-2x.png",
            "images/marker-shadow.png",
        ),
    ),
)


class LibraryStorage(FileSystemStorage):
    """A library's folder; `prefix` is what `collectstatic` puts before its names."""

    def __init__(self, library: Library) -> None:
        super().__init__(location=settings.NODE_MODULES / library.folder)
        self.prefix = library.prefix


class LibraryFinder(BaseFinder):
    """Finds the files in `LIBRARIES` and no others of their folders."""

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, LibraryStorage]]:
        for library in LIBRARIES:
            storage = LibraryStorage(library)
            for name in library.names:
                if storage.exists(name) and not matches_patterns(name, ignore_patterns or ()):
                    yield name, storage

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        found = [str(file) for served, file in served_files() if served == path and file.exists()]
        return found if find_all else next(iter(found), [])


def served_files() -> Iterator[tuple[str, Path]]:
    """Every file: the path it is served under, and where it lies."""
    for library in LIBRARIES:
        for name in library.names:
            yield f"{library.prefix}/{name}", settings.NODE_MODULES / library.folder / name
