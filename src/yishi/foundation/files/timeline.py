"""What a matter's story says of its files: by kind of event, who did it and what happened (see `matters.timeline`)."""

from django.utils.translation import gettext_lazy as _

from yishi.foundation.matters.timeline import EventWords

FILE_WORDS: EventWords = {
    "files.attached": (_("提出人或承办单位"), _("添加了文件")),
    "files.removed": (_("提出人或承办单位"), _("说明理由后移除了文件")),
    "files.publicity_changed": (_("承办单位"), _("调整了文件的公开方式")),
}
