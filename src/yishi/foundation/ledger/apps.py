from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "yishi.foundation.ledger"
    verbose_name = "账本"
