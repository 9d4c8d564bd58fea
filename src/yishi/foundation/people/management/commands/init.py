"""Make an empty database ready for a district: `yishi init`."""

import getpass
import secrets
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from yishi.foundation.people.actors import SYSTEM
from yishi.foundation.people.founding import found_district
from yishi.foundation.people.rules import NotPossible


class Command(BaseCommand):
    help = "Make an empty database ready for a district: its area, its centre, its first administrator."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--district-name", help="such as 澄湖区")
        parser.add_argument("--district-name-en", default="", help="such as Chenghu District")
        parser.add_argument("--district-code", help="the 6-digit code of administrative divisions")
        parser.add_argument("--admin", help="username of the first administrator")
        parser.add_argument("--admin-name", help="the administrator's name; default the username")
        parser.add_argument("--no-input", action="store_true", help="ask nothing; a password is made up and printed")

    def handle(self, *, no_input: bool, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        questions = {"district_name": _("区的名称"), "district_code": _("6位区划代码"), "admin": _("管理员用户名")}
        for option, question in questions.items():
            if not options[option]:
                options[option] = self._asked(question, "--" + option.replace("_", "-"), no_input)
        password = secrets.token_urlsafe(12) if no_input else self._asked_password()
        try:
            account = found_district(
                actor=SYSTEM,
                name=options["district_name"],
                code=options["district_code"],
                name_en=options["district_name_en"],
                username=options["admin"],
                display_name=options["admin_name"] or options["admin"],
                password=password,
            )
        except NotPossible as reason:
            raise CommandError(str(reason)) from reason
        self.stdout.write(_("已经可以使用。管理员用户名：%(username)s") % {"username": account.username})
        if no_input:
            self.stdout.write(_("密码（只显示这一次）：%(password)s") % {"password": password})
        self.stdout.write(_("接着运行 yishi serve，登录后在“单位管理”里设立单位、开设账号。"))

    def _asked(self, question: str, option: str, no_input: bool) -> str:
        if no_input:
            raise CommandError(_("请用 %(option)s 说明：%(question)s。") % {"option": option, "question": question})
        answer = ""
        while not answer:
            answer = input(f"{question}：").strip()
        return answer

    def _asked_password(self) -> str:
        while True:
            password = getpass.getpass(_("管理员密码（至少10个字符）："))
            if password == getpass.getpass(_("再输入一次：")):
                return password
            self.stderr.write(_("两次输入的不一样，请重新输入。"))
