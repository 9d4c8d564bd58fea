"""What differs in tests: a data folder of their own, a quick password hasher, static files without a manifest."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_data = Path(tempfile.mkdtemp(prefix="yishi-test-"))
atexit.register(shutil.rmtree, _data, ignore_errors=True)
os.environ["YISHI_DATA"] = str(_data)  # read when the project's settings are imported, just below

from yishi.config.settings import *  # noqa: E402, F403
from yishi.config.settings import DATABASES, STORAGES  # noqa: E402

# In a file, as in use: a database in memory has neither WAL nor the locks that meet when several threads write.
DATABASES["default"]["TEST"] = (
    {"NAME": str(_data / "test.sqlite3")} if "sqlite" in DATABASES["default"]["ENGINE"] else {}
)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
SHOW_GALLERY = True
STAFF_MFA = "optional"  # most tests are about something else; those of people ask for it
