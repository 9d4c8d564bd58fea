"""What notices hold about a person, for their copy and for their erasure."""

from typing import Any

from yishi.foundation.notices.models import Following, Notice, Preference
from yishi.foundation.people.models import Account
from yishi.foundation.people.personal_data import erases, exports


@exports("notices")
def export_notices(account: Account) -> dict[str, Any]:
    """The messages sent to the account, how it wants to hear of things, and which matters it follows."""
    return {
        "messages": [
            {"kind": notice.kind, "channel": notice.channel, "happened_at": notice.happened_at.isoformat()}
            for notice in Notice.objects.filter(recipient=account)
        ],
        "preferences": list(Preference.objects.filter(account=account).values("group", "channel", "mode")),
        "follows": list(Following.objects.filter(account=account).values_list("matter__number", flat=True)),
    }


@erases
def erase_notices(account: Account) -> None:
    """Messages, wishes and followings go; nothing more is sent."""
    Notice.objects.filter(recipient=account).delete()
    Preference.objects.filter(account=account).delete()
    Following.objects.filter(account=account).delete()
