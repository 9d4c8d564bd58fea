"""Acts on voices. `at` is when the act happened (now, unless a history is told); `version` is the one the actor saw."""

from yishi.parts.voices.commands.answering import answer_voice, export_contacts, record_contact
from yishi.parts.voices.commands.closing import appeal_voice, check_closure, open_checks, rate_voice, reopen_voice
from yishi.parts.voices.commands.filing import VoiceDraft, correct_voice, file_voice, withdraw_voice
from yishi.parts.voices.commands.routing import confirm_routing, redirect_voice
from yishi.parts.voices.commands.wording import masked, title_of

__all__ = [
    "VoiceDraft",
    "answer_voice",
    "appeal_voice",
    "check_closure",
    "confirm_routing",
    "correct_voice",
    "export_contacts",
    "file_voice",
    "masked",
    "open_checks",
    "rate_voice",
    "record_contact",
    "redirect_voice",
    "reopen_voice",
    "title_of",
    "withdraw_voice",
]
