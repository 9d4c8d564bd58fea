"""Fixed vocabularies of the spine."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Visibility(models.TextChoices):
    PUBLIC = "public", _("公开")
    REDACTED = "redacted", _("隐去内容后公开")
    PRIVATE = "private", _("不公开")


class Channel(models.TextChoices):
    WEB = "web", _("网上")
    TELEPHONE = "telephone", _("电话")
    COUNTER = "counter", _("窗口")
    LETTER = "letter", _("来信")
    GRID = "grid", _("网格")
    API = "api", _("接口")
    IMPORT = "import", _("导入")


class Step(models.TextChoices):
    """A promise of time: what must have happened by then."""

    ROUTE = "route", _("分派")
    REFUSE = "refuse", _("退回异议")
    CONTACT = "contact", _("联系")
    ANSWER = "answer", _("答复")
    RATE = "rate", _("评价")
    APPEAL = "appeal", _("复议答复")
    CHECK = "check", _("核查")


class Ending(models.TextChoices):
    """How an assignment came to its end."""

    OPEN = "", _("办理中")
    REFUSED = "refused", _("退回")
    REASSIGNED = "reassigned", _("改派")
    ESCALATED = "escalated", _("提级")
    DONE = "done", _("办结")


class LinkKind(models.TextChoices):
    RELATED = "related", _("相关")
    MERGED = "merged", _("并入")
    FOLLOWS = "follows", _("接续")
