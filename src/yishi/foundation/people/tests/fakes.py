"""Gateways for tests: one that keeps the texts, one that is out of order."""

import re

from yishi.foundation.people.gateways import TextNotSent


class RecordingGateway:
    """Keeps the texts instead of sending them."""

    texts: list[tuple[str, str]] = []

    def send(self, telephone: str, text: str) -> None:
        self.texts.append((telephone, text))


class BrokenGateway:
    """Takes no text."""

    def send(self, telephone: str, text: str) -> None:
        raise TextNotSent("the text-message provider could not be reached")


def code_in(text: str) -> str:
    """The six figures of a code in a text."""
    found = re.search(r"\d{6}", text)
    assert found, text
    return found[0]
