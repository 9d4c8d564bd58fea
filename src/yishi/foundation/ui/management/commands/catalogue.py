"""Bring the translation catalogues up to date, check them or compile them."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from yishi.foundation.ui import catalogue


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("apps", nargs="*", help="labels of apps, such as voices; default: all of the project's own")
        act = parser.add_mutually_exclusive_group()
        act.add_argument("--check", action="store_true", help="fail where a translation is missing, unused or unsure")
        act.add_argument("--compile", action="store_true", help="write the compiled catalogues that Django reads")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            apps = catalogue.own_apps(options["apps"])
        except LookupError as error:
            raise CommandError(str(error)) from error
        if options["check"]:
            self._check(apps)
        elif options["compile"]:
            for app in apps:
                for language in catalogue.kept_languages(app):
                    catalogue.compile_catalogue(app, language)
        else:
            for app, language in _pairs(apps):
                for dropped in catalogue.update_catalogue(app, language):
                    self.stdout.write(f"{app.name} [{language}]: dropped, no longer used: {dropped}")

    def _check(self, apps: list[Any]) -> None:
        found = list(catalogue.problems(apps))
        for problem in found:
            self.stderr.write(problem)
        if found:
            raise CommandError(f"{len(found)} problems in the translation catalogues; `yishi catalogue` updates them")


def _pairs(apps: list[Any]) -> list[tuple[Any, str]]:
    return [(app, language) for app in apps for language in catalogue.target_languages()]
