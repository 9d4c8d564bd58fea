"""Nothing in the repository belongs to one machine: no registry's address, no path of somebody's computer."""

import re

from tests.contracts.sources import shown, tracked_files

# Taken apart, so that this file does not name them.
REGISTRIES = ("py" + "pi.org", "python" + "hosted.org", "registry.np" + "mjs", "npm" + "mirror.com", "/simple" + "/")
LOCAL_PATH = re.compile(r"(?<![\w.:/*-])/(?:root|home|Users|mnt|work)/\w+")


def text_files():
    for path in tracked_files():
        content = path.read_bytes()
        if b"\0" not in content:
            yield path, content.decode("utf-8")


def test_no_registry_is_named():
    found = [shown(path) for path, text in text_files() if any(name in text for name in REGISTRIES)]
    assert found == [], "\n".join(found)


def test_no_path_of_one_machine_is_named():
    found = [f"{shown(path)}: {hit[0]}" for path, text in text_files() if (hit := LOCAL_PATH.search(text))]
    assert found == [], "\n".join(found)


def test_every_file_is_small_text_or_a_picture():
    large = [path for path in tracked_files() if path.stat().st_size > 400_000 and path.suffix not in {".png", ".jpg"}]
    assert [shown(path) for path in large] == []
