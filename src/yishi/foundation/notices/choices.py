"""Ways of telling, and what is told about."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    IN_APP = "in_app", _("站内消息")
    MAIL = "mail", _("电子邮件")
    TEXT = "text", _("短信")


class Mode(models.TextChoices):
    IMMEDIATELY = "immediately", _("立即")
    DAILY = "daily", _("每天一封汇总")
    OFF = "off", _("不发")


class Group(models.TextChoices):
    """What a person decides about at once: kinds of notices that belong together."""

    ANSWER = "answer", _("我的诉求有了答复或者结果")
    DEADLINE = "deadline", _("我的诉求的答复时间有变化或者逾期")
    PROGRESS = "progress", _("我的诉求的受理和办理进展")
    FOLLOWED = "followed", _("我关注的诉求有了结果")
    ASSIGNMENT = "assignment", _("交给我或本单位办理的事项")
    DUE = "due", _("承办事项即将到期或者已经逾期")
    OVERSIGHT = "oversight", _("提级督办和申请复议的事项")


STAFF_GROUPS = frozenset({Group.ASSIGNMENT, Group.DUE, Group.OVERSIGHT})


class Role(models.TextChoices):
    """As whom somebody is told; the words differ. Who has several roles is told once, in the first of them."""

    AUTHOR = "author", _("提出人")
    MERGED = "merged", _("并案诉求的提出人")
    STAFF = "staff", _("承办人员")
    ABOVE = "above", _("上一级")
    CENTRE = "centre", _("受理中心")
    FOLLOWER = "follower", _("关注者")
    NONE = "", ""


FAILURES = {
    "no address": _("收件人已经没有可用的地址"),
    "account closed": _("收件人的账号已经停用"),
    "ConnectionRefusedError": _("邮件服务器拒绝连接"),
    "TimeoutError": _("邮件服务器没有回应"),
    "gaierror": _("找不到邮件服务器"),
    "SMTPServerDisconnected": _("邮件服务器中断了连接"),
    "SMTPAuthenticationError": _("邮件服务器不接受我们的账号或密码"),
    "SMTPRecipientsRefused": _("邮件服务器不接受收件地址"),
    "SMTPSenderRefused": _("邮件服务器不接受发件地址"),
    "SMTPDataError": _("邮件服务器不接受邮件内容"),
    "the text-message provider could not be reached": _("连接不上短信服务"),
    "the text-message provider answered": _("短信服务没有接受"),
}
"""The reasons that are recorded with a failure, in words; what follows one, such as a code, is shown after them."""

DIGEST = "notices.digest"
"""The kind of a mail that gathers a day's notices."""
