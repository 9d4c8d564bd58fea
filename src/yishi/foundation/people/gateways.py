"""Text messages go out through one gateway, chosen by YISHI_TEXT_GATEWAY.

yishi.foundation.people.gateways.ConsoleGateway   prints each message and keeps nothing: for trials
yishi.foundation.people.gateways.HttpGateway      posts each message as JSON to YISHI_TEXT_URL
"""

import json
import sys
import urllib.error
import urllib.request
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

TIMEOUT_SECONDS = 10


class TextNotSent(RuntimeError):
    """The provider did not take the message; the text of the error says why, without number or content."""


class TextGateway(Protocol):
    """Sends one text message to one telephone."""

    def send(self, telephone: str, text: str) -> None:
        """Send `text` to the E.164 number. Raises TextNotSent."""


class ConsoleGateway:
    """Prints the message where the server runs, instead of sending it."""

    def send(self, telephone: str, text: str) -> None:
        print(f"[短信 → {telephone}] {text}", file=sys.stderr, flush=True)


class HttpGateway:
    """Posts {"telephone": …, "text": …} to a provider's address, with a bearer token where one is set."""

    def send(self, telephone: str, text: str) -> None:
        request = urllib.request.Request(
            settings.TEXT_URL,
            data=json.dumps({"telephone": telephone, "text": text}, ensure_ascii=False).encode(),
            headers={"Content-Type": "application/json; charset=utf-8"},
        )
        if settings.TEXT_TOKEN:
            request.add_header("Authorization", f"Bearer {settings.TEXT_TOKEN}")
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS):
                return
        except urllib.error.HTTPError as refusal:
            raise TextNotSent(f"the text-message provider answered {refusal.code}") from refusal
        except (urllib.error.URLError, TimeoutError) as failure:
            raise TextNotSent("the text-message provider could not be reached") from failure


def text_gateway() -> TextGateway:
    """The gateway of this installation."""
    gateway: TextGateway = import_string(settings.TEXT_GATEWAY)()
    return gateway
