"""Where a person is reached outside the site.

Contacts are unsealed here by the machine alone, to be written to and forgotten.
"""

from typing import Any

from yishi.foundation.matters.models import Matter
from yishi.foundation.notices.choices import Channel
from yishi.foundation.people.models import Account
from yishi.foundation.people.sealing import unseal


def reach(account: Account | None, matter: Matter | None, *, is_author: bool) -> dict[Channel, str]:
    """The addresses of an account, and of the contact that the author of a matter left with it.

    An account's own come first; its telephone counts once it is verified, since a wrong number would tell a stranger.
    """
    found: dict[Channel, str] = {}
    if is_author and matter is not None:
        found = _given_with(matter)
    if account is not None:
        if account.email:
            found[Channel.MAIL] = account.email
        if account.telephone and account.telephone_verified:
            found[Channel.TEXT] = account.telephone
    return found


def _given_with(matter: Matter) -> dict[Channel, str]:
    sealed = matter.authorship.sealed_contact
    contact: dict[str, Any] = unseal(sealed) if sealed else {}
    given = {Channel.MAIL: str(contact.get("email") or ""), Channel.TEXT: str(contact.get("telephone") or "")}
    return {channel: address for channel, address in given.items() if address}
