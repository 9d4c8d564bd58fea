from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "yishi.foundation.files"
    verbose_name = "附件"
