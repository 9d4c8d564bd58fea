"""What files hold about a person, for their copy and for their erasure."""

from typing import Any

from yishi.foundation.files.models import Attachment
from yishi.foundation.people.models import Account
from yishi.foundation.people.personal_data import erases, exports


@exports("files")
def export_files(account: Account) -> list[dict[str, Any]]:
    """The files that the account added, by matter; the files themselves open on the matter's page."""
    return [
        {
            "matter": attachment.matter.number,
            "name": attachment.original_name,
            "media_type": attachment.media_type,
            "uploaded_at": attachment.uploaded_at.isoformat(),
        }
        for attachment in Attachment.objects.filter(uploaded_by=account).select_related("matter")
    ]


@erases
def cut_uploads(account: Account) -> None:
    """Files stay with their matter; nobody can tell any more who added them, nor how they were called."""
    Attachment.objects.filter(uploaded_by=account).update(uploaded_by=None, original_name="")
