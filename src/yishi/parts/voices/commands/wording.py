"""What is shown of what somebody wrote: a title for it, and the text with personal data masked."""

import re

from yishi_methods.text.personal import find, mask

TITLE_LENGTH = 30


def masked(text: str, *, is_of_office: bool = False) -> str:
    """The text with personal data of anybody masked; in what an office writes, landlines are its own."""
    return mask(text, find(text, is_of_office=is_of_office))


def title_of(text: str) -> str:
    """A title for a text without one: its first sentence, ended at a comma where it is longer than `TITLE_LENGTH`."""
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    sentence = re.split(r"[。！？!?；;]", first)[0] or first
    if len(sentence) <= TITLE_LENGTH:
        return sentence
    clauses = re.match(rf".{{8,{TITLE_LENGTH}}}(?=[，,、：:])", sentence)
    return clauses[0] if clauses else f"{sentence[: TITLE_LENGTH - 1]}…"
