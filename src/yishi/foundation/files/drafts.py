"""Files sent with a form that was refused for another reason: kept for a while, so that nobody has to choose them anew.

The form carries a signed text in their place; nothing about them is in the database, and the nightly sweep deletes
those never used.
"""

from dataclasses import asdict, replace

from django.core import signing

from yishi.foundation.files.limits import limits
from yishi.foundation.files.shelf import Shelved, path_of

SALT = "yishi.files.draft"
SECONDS_PER_HOUR = 3600


def draft_token(file: Shelved) -> str:
    """The signed text by which a form brings a stored file back."""
    fields = asdict(replace(file, place=None))
    return signing.dumps(fields, salt=SALT, compress=True)


def recall_draft(token: str) -> Shelved | None:
    """The stored file of a token; None when the token is not ours, too old, or the file is gone."""
    try:
        fields = signing.loads(token, salt=SALT, max_age=limits().draft_hours * SECONDS_PER_HOUR)
    except signing.BadSignature:
        return None
    file = Shelved(**fields)
    return file if path_of(file.key).is_file() else None
