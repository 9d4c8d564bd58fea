"""Who acts: everything a permission may ask of a person, read once."""

from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Office:
    """One term of office in force: the role, its unit with those below it, and the stem of its area ("" for none)."""

    role: str
    unit_id: int
    unit_ids: frozenset[int]
    parent_unit_id: int | None = None
    area_stem: str = ""
    unit_kind: str = ""


@dataclass(frozen=True)
class Actor:
    """A person (or the system, or nobody known) as the rules see it.

    `reference` is how the ledger names the actor: "account:<uuid>", "anonymous" or "system".
    `matter_keys` are the numbers of the matters whose tracking code this visitor has shown in this session.
    `has_second_factor` tells whether a second factor is set up; signing in then asked for it.
    """

    reference: str
    account_id: int | None = None
    offices: tuple[Office, ...] = field(default=())
    matter_keys: frozenset[str] = frozenset()
    has_second_factor: bool = False

    @property
    def is_staff(self) -> bool:
        return bool(self.offices)

    def with_key_of(self, number: str) -> "Actor":
        """The same actor, who has also shown the tracking code of the matter `number`."""
        return replace(self, matter_keys=self.matter_keys | {number})

    def has_role(self, *roles: str) -> bool:
        return any(office.role in roles for office in self.offices)

    def units_as(self, *roles: str) -> frozenset[int]:
        """Ids of the units, with those below them, in which the actor holds one of the roles."""
        return frozenset().union(*(office.unit_ids for office in self.offices if office.role in roles))

    def own_units(self, *roles: str) -> frozenset[int]:
        """Ids of the very units in which the actor holds one of the roles (any role when none is named)."""
        return frozenset(office.unit_id for office in self.offices if not roles or office.role in roles)


ANONYMOUS = Actor(reference="anonymous")
SYSTEM = Actor(reference="system")
