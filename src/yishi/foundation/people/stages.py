"""Steps of signing in that differ from django-allauth's own."""

from typing import Any

from allauth.account.stages import PhoneVerificationStage


class TelephoneStage(PhoneVerificationStage):
    """Who signs up proves the telephone by a code at once. An officer whose administrator wrote it down needn't."""

    def handle(self) -> tuple[Any, bool]:
        if not self.login.signup:
            return None, True
        answer: tuple[Any, bool] = super().handle()
        return answer
