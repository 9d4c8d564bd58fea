"""What the web process must never load."""

import subprocess
import sys

SOURCE = """
import sys
import yishi.config.wsgi
from django.urls import get_resolver
get_resolver().url_patterns
print(*{"numba", "scipy", "sklearn", "pandas", "matplotlib", "pyarrow"} & set(sys.modules))
"""


def test_the_web_process_loads_no_library_of_analysis():
    ended = subprocess.run([sys.executable, "-c", SOURCE], capture_output=True, text=True, check=True)
    assert ended.stdout.split() == []
