import pkgutil
from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

from yishi import events


class LedgerConfig(AppConfig):
    name = "yishi.foundation.ledger"
    verbose_name = "账本"

    def ready(self) -> None:
        for module in pkgutil.iter_modules(events.__path__):
            import_module(f"{events.__name__}.{module.name}")
        autodiscover_modules("reactions", "projections")
