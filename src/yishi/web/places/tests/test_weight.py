"""Looking up one place costs a web process no heavy library."""

import subprocess
import sys

PURE = """
from yishi_methods.spatial import addresses, coordinates, diagnosis, geojson
from yishi_methods.spatial.lookup import AreaLookup
from yishi_methods.spatial.shapes import shape_of
assert AreaLookup([shape_of([[[(0, 0), (1, 0), (1, 1), (0, 0)]]])]).find(0.6, 0.5) == 0
"""
SITE = """
import django
django.setup()
from django.urls import get_resolver
get_resolver().url_patterns
from yishi.foundation.places import drawing, queries
"""
LOADED = """
import sys
print(*sorted({"numpy", "shapely", "scipy", "numba", "sklearn"} & set(sys.modules)))
"""


def libraries_after(script: str) -> set[str]:
    command = [sys.executable, "-W", "ignore", "-c", script + LOADED]
    return set(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split())


def test_a_look_up_loads_no_heavy_library():
    assert libraries_after(PURE) == set()


def test_the_addresses_of_the_site_load_no_geometry_library():
    assert libraries_after(SITE) <= {"numpy"}
