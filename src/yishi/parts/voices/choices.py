"""Fixed vocabularies of voices."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from yishi.foundation.matters.timeline import AUTHOR, CENTRE, UNIT, EventWords

KIND = "voice"
PREFIX = "PX"


class VoiceKind(models.TextChoices):
    """What a resident wants to do (北京市接诉即办工作条例 11, with praise added)."""

    CONSULTATION = "consultation", _("咨询")
    HELP = "help", _("求助")
    COMPLAINT = "complaint", _("投诉")
    REPORT = "report", _("举报")
    SUGGESTION = "suggestion", _("建议")
    PRAISE = "praise", _("表扬")


class VoiceState(models.TextChoices):
    FILED = "filed", _("待分派")
    ASSIGNED = "assigned", _("已分派")
    HANDLING = "handling", _("办理中")
    ANSWERED = "answered", _("已答复")
    CLOSED = "closed", _("已办结")
    WITHDRAWN = "withdrawn", _("已撤回")
    REDIRECTED = "redirected", _("已转告渠道")
    MERGED = "merged", _("已并案")


TONES = {
    "filed": "waiting",
    "assigned": "moving",
    "handling": "moving",
    "answered": "answered",
    "closed": "closed",
    "withdrawn": "stopped",
    "redirected": "stopped",
    "merged": "stopped",
}
"""How the sign of a state is drawn: see `ui.templatetags.ui.TONES`."""
OPEN_STATES = (VoiceState.FILED, VoiceState.ASSIGNED, VoiceState.HANDLING, VoiceState.ANSWERED)
UNANSWERED_STATES = (VoiceState.FILED, VoiceState.ASSIGNED, VoiceState.HANDLING)


class OtherChannel(models.TextChoices):
    """Where a matter goes that is not for this platform (rules.md 1.7 and 3, 六类除外)."""

    EMERGENCY = "emergency", _("紧急情况：请立即拨打 110、119 或 120")
    CRIME = "crime", _("违法犯罪线索：请向公安机关 110 报案")
    COURT = "court", _("已经进入诉讼、仲裁或者行政复议：请联系承办的法院、仲裁委员会或者复议机关")
    DISCIPLINE = "discipline", _("对公职人员违纪违法的检举控告：请向纪检监察机关 12388 反映")
    PETITION = "petition", _("已经进入信访程序：请联系受理的信访部门")
    DISCLOSURE = "disclosure", _("申请政府信息公开：请向该行政机关的信息公开机构提出")
    OUTSIDE = "outside", _("不在本区：请拨打所在城市的 12345 热线")
    REPEATED = "repeated", _("同一事项已经答复，没有新的事实和理由")


class ContactWay(models.TextChoices):
    TELEPHONE = "telephone", _("电话")
    MESSAGE = "message", _("短信或站内消息")
    VISIT = "visit", _("上门或当面")
    NONE_GIVEN = "none_given", _("未留联系方式，已查看现场或材料")


EVENT_WORDS: EventWords = {
    "voices.filed": (AUTHOR, _("提交诉求")),
    "voices.updated": (CENTRE, _("导入数据更新了内容")),
    "voices.corrected": (AUTHOR, _("更正了内容，原来的内容仍然保存")),
    "voices.routed": (CENTRE, _("核对后分派给%(unit)s")),
    "voices.redirected": (CENTRE, _("告知应当联系的渠道")),
    "voices.contacted": (UNIT, _("与提出人联系，开始办理")),
    "voices.answered": (UNIT, _("%(unit)s作出答复")),
    "voices.rated": (AUTHOR, _("作出评价")),
    "voices.checked": (UNIT, _("由第二人核查")),
    "voices.reopened": (AUTHOR, _("认为没有解决，要求重新办理")),
    "voices.appealed": (AUTHOR, _("向上一级%(to_unit)s提出")),
    "voices.withdrawn": (AUTHOR, _("撤回了诉求")),
}
