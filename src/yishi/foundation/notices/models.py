"""Messages to people, what they want to hear of, and which matters they follow."""

from django.db import models

from yishi.foundation.notices.choices import Channel, Group, Mode, Role


class Notice(models.Model):
    """One message to one person by one channel, about one entry of the ledger.

    `recipient` is an account; without one the message goes to the sealed contact of the matter's author. The words are
    made from `kind`, `role` and `parameters` in the reader's language (see `wording`); they hold numbers, units and
    dates, never the words of a matter. `key` keeps what is told twice from being sent twice.

    A mail or text leaves at `send_after` (later after a failure; None while it waits for a digest) until `sent_at` or
    `given_up_at` is set. `digest` is the mail that gathered it.
    """

    key = models.CharField(max_length=100, unique=True, editable=False)
    recipient = models.ForeignKey(
        "people.Account", null=True, blank=True, on_delete=models.CASCADE, related_name="notices"
    )
    matter = models.ForeignKey(
        "matters.Matter", null=True, blank=True, on_delete=models.CASCADE, related_name="notices"
    )
    channel = models.CharField(max_length=6, choices=Channel.choices)
    kind = models.CharField(max_length=60)
    role = models.CharField(max_length=8, choices=Role.choices, blank=True)
    group = models.CharField(max_length=10, choices=Group.choices, blank=True)
    parameters = models.JSONField(default=dict)
    happened_at = models.DateTimeField()
    send_after = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)
    digest = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="members")

    class Meta:
        ordering = ["-happened_at", "-pk"]
        indexes = [
            models.Index(
                fields=["recipient"],
                condition=models.Q(channel=Channel.IN_APP, read_at__isnull=True),
                name="notice_unread",
            ),
            models.Index(fields=["recipient", "channel", "-happened_at"], name="notice_list"),
            models.Index(
                fields=["send_after"],
                condition=models.Q(sent_at__isnull=True, given_up_at__isnull=True, send_after__isnull=False),
                name="notice_to_send",
            ),
            models.Index(
                fields=["recipient"],
                condition=models.Q(
                    channel=Channel.MAIL, sent_at__isnull=True, given_up_at__isnull=True, send_after__isnull=True
                ),
                name="notice_for_digest",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Preference(models.Model):
    """How an account wants to hear of a group of things by a channel; without a row the default table holds."""

    account = models.ForeignKey("people.Account", on_delete=models.CASCADE, related_name="notice_preferences")
    group = models.CharField(max_length=10, choices=Group.choices)
    channel = models.CharField(max_length=6, choices=Channel.choices)
    mode = models.CharField(max_length=11, choices=Mode.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "group", "channel"], name="one_preference_per_group_and_channel"
            ),
        ]


class Following(models.Model):
    """An account asked to hear the outcome of a public matter of somebody else. Nobody but itself sees this."""

    account = models.ForeignKey("people.Account", on_delete=models.CASCADE, related_name="followings")
    matter = models.ForeignKey("matters.Matter", on_delete=models.CASCADE, related_name="followings")
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "matter"], name="one_following_per_account")]


def notice_key(*, account_id: int | None, matter_id: int | None, channel: str, kind: str, sequence: int) -> str:
    """The key of a notice: who, how, of what, after which entry (or, for a digest, on which day)."""
    recipient = f"a{account_id}" if account_id is not None else f"m{matter_id}"
    return f"{sequence}:{kind}:{recipient}:{channel}:{matter_id or ''}"
