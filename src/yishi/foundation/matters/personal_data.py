"""What the spine holds about a person, for their copy and for their erasure; and sealing contacts anew."""

from typing import Any

from cryptography.fernet import MultiFernet

from yishi.foundation.matters.models import Authorship
from yishi.foundation.people.models import Account
from yishi.foundation.people.personal_data import erases, exports
from yishi.foundation.people.sealing import sealed_column, unseal


@exports("matters")
def export_matters(account: Account) -> list[dict[str, Any]]:
    """The matters that the account filed, with the contact left beside each."""
    return [
        {
            "number": authorship.matter.number,
            "filed_at": authorship.matter.filed_at.isoformat(),
            "title": authorship.matter.title,
            "text": authorship.matter.text,
            "contact": unseal(authorship.sealed_contact) if authorship.sealed_contact else None,
        }
        for authorship in account.authorships.select_related("matter").order_by("matter__filed_at")
    ]


@erases
def cut_authorships(account: Account) -> None:
    """Cut the matters off from their author: they stay and are answered, but nobody can tell any more whose they
    were.
    """
    account.authorships.update(account=None, sealed_contact=None)


@sealed_column
def reseal_contacts(keyring: MultiFernet) -> int:
    """Seal every contact with the newest key."""
    count = 0
    for authorship in Authorship.objects.filter(sealed_contact__isnull=False).only("sealed_contact").iterator():
        authorship.sealed_contact = keyring.rotate(bytes(authorship.sealed_contact or b""))
        authorship.save(update_fields=["sealed_contact"])
        count += 1
    return count
