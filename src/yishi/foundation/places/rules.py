"""Who may change the areas and what belongs to them. Everybody may read them."""

from typing import Protocol

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

ADMINISTRATOR = "administrator"


class Acting(Protocol):
    """What a rule of this layer asks of `people.actors.Actor`, which stands above it."""

    @property
    def reference(self) -> str: ...

    def has_role(self, *roles: str) -> bool: ...


def may_change_places(actor: Acting) -> bool:
    """Administrators, and the installation itself."""
    return actor.reference == "system" or actor.has_role(ADMINISTRATOR)


def require_may_change_places(actor: Acting) -> None:
    """Raise PermissionDenied with the reason unless the actor may."""
    if not may_change_places(actor):
        raise PermissionDenied(_("只有系统管理员可以更改区域、边界和地名。"))
