from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "yishi.foundation.ui"
    verbose_name = "界面"

    def ready(self) -> None:
        from yishi.foundation.ui.forms import use_plain_words

        use_plain_words()
