"""Serve the pages and run the worker, until Ctrl-C."""

import importlib.util
import os
import socket
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = __doc__
    requires_migrations_checks = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--threads", type=int, default=4, help="requests answered at the same time")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        require_free(host, port)
        if not (settings.STATIC_ROOT / "staticfiles.json").exists():
            call_command("collectstatic", interactive=False, verbosity=0)
        self.stdout.write(f"Yishi 议事: http://{_shown(host)}:{port}/ (Ctrl-C ends it)")
        for account in demonstration_accounts():
            self.stdout.write(f"  {account}")
        self.stdout.flush()
        program = [sys.executable, "-m", "yishi.web.serving", host, str(port), str(options["threads"])]
        os.execv(sys.executable, program)  # the watcher needs no Django: its memory is given back


def require_free(host: str, port: int) -> None:
    """Stop with a clear word where somebody listens already: the server itself would quietly share the port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(f"cannot listen on {host}:{port}: {error.strerror}; choose another --port") from error


def demonstration_accounts() -> list[Any]:
    """The accounts of the demonstration district, where it is loaded; each knows how to write itself in a line."""
    if importlib.util.find_spec("yishi.demo.accounts") is None:
        return []
    accounts = importlib.import_module("yishi.demo.accounts")
    return list(accounts.demonstration_accounts())


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else "localhost" if host in {"127.0.0.1", "0.0.0.0"} else host
