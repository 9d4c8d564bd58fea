"""The people of the demonstration: one of each office has a short user name, and all share one password."""

from dataclasses import dataclass

from yishi.foundation.people.models import Account, Role
from yishi.foundation.people.queries import is_demonstration

PASSWORD = "yishi-demo-2026"


@dataclass(frozen=True)
class DemonstrationAccount:
    """An account to try the platform with: its office in words, and how to sign in."""

    username: str
    name: str
    office: str
    role: str = ""
    unit: str = ""
    area: str = ""

    def __str__(self) -> str:
        return f"{self.username:<8} {PASSWORD}   {self.name}，{self.office}"


NAMED = (
    DemonstrationAccount("wang", "王秀英", "居民"),
    DemonstrationAccount("sun", "孙莉", "受理中心工作人员（分派、代登记、导入）", Role.OFFICER, "centre"),
    DemonstrationAccount("chen", "陈国华", "城市管理局承办人员", Role.OFFICER, "chengguan"),
    DemonstrationAccount("zhou", "周立民", "城市管理局负责人", Role.HEAD, "chengguan"),
    DemonstrationAccount("zhao", "赵敏", "督查室督办人员（核查、督促）", Role.SUPERVISOR, "ducha", "329901000000"),
    DemonstrationAccount("lin", "林小芳", "网格员", Role.GRID_WORKER, "", "329901001001001"),
    DemonstrationAccount("qian", "钱文彬", "审计人员", Role.AUDITOR, "ducha"),
    DemonstrationAccount("admin", "吴建平", "系统管理员", Role.ADMINISTRATOR, "gov"),
)


def demonstration_accounts() -> list[DemonstrationAccount]:
    """Whom one may sign in as; nobody where the demonstration is not loaded."""
    if not is_demonstration():
        return []
    there = set(Account.objects.filter(username__in=[one.username for one in NAMED]).values_list("username", flat=True))
    return [one for one in NAMED if one.username in there]
