"""What happens to accounts, units and offices. An account is named by its opaque reference, a unit by its code."""

from dataclasses import dataclass

from yishi.events.base import Event, event


@event("people.unit_created")
@dataclass(frozen=True, kw_only=True)
class UnitCreated(Event):
    """A unit was set up; `parent` is "" for one that stands above all others, `area` the code of its area or ""."""

    unit: str
    unit_kind: str
    parent: str = ""
    area: str = ""


@event("people.unit_moved")
@dataclass(frozen=True, kw_only=True)
class UnitMoved(Event):
    """A unit, with those below it, was put under another one."""

    unit: str
    before: str
    parent: str


@event("people.unit_described")
@dataclass(frozen=True, kw_only=True)
class UnitDescribed(Event):
    """A unit's names or its public telephone changed."""

    unit: str
    description_digest: str


@event("people.unit_closed")
@dataclass(frozen=True, kw_only=True)
class UnitClosed(Event):
    """A unit was closed: it keeps its records and takes no new matters."""

    unit: str


@event("people.term_granted")
@dataclass(frozen=True, kw_only=True)
class TermGranted(Event):
    """An account holds an office from a day on, to a last day or ("") until further notice. Days are ISO 8601."""

    account: str
    role: str
    unit: str
    area: str = ""
    starts_on: str
    ends_on: str = ""


@event("people.term_ended")
@dataclass(frozen=True, kw_only=True)
class TermEnded(Event):
    """The last day of an office was set."""

    account: str
    role: str
    unit: str
    ends_on: str


@event("people.account_opened")
@dataclass(frozen=True, kw_only=True)
class AccountOpened(Event):
    """An administrator opened an account for a member of staff."""

    account: str


@event("people.sign_in_link_issued")
@dataclass(frozen=True, kw_only=True)
class SignInLinkIssued(Event):
    """An administrator issued a link with which the person sets a new password, once."""

    account: str


@event("people.second_factor_removed")
@dataclass(frozen=True, kw_only=True)
class SecondFactorRemoved(Event):
    """An administrator removed a lost second factor, so that the person can set up a new one."""

    account: str


@event("people.account_suspended")
@dataclass(frozen=True, kw_only=True)
class AccountSuspended(Event):
    account: str
    reason_digest: str


@event("people.account_restored")
@dataclass(frozen=True, kw_only=True)
class AccountRestored(Event):
    account: str


@event("people.account_erased")
@dataclass(frozen=True, kw_only=True)
class AccountErased(Event):
    """A person's data were erased on request. The reference names nobody from now on."""

    account: str


@event("people.data_exported")
@dataclass(frozen=True, kw_only=True)
class DataExported(Event):
    """A person took a copy of the own data."""

    account: str


@event("people.identity_looked_at")
@dataclass(frozen=True, kw_only=True)
class IdentityLookedAt(Event):
    """Somebody read the sealed contact behind the matter that the entry is about, in an office of `unit`."""

    role: str
    unit: str
    reason_digest: str


@event("people.seals_renewed")
@dataclass(frozen=True, kw_only=True)
class SealsRenewed(Event):
    """All sealed contacts were sealed anew with a new key."""

    count: int


@event("people.demonstration_declared")
@dataclass(frozen=True, kw_only=True)
class DemonstrationDeclared(Event):
    """This installation was filled with invented data: staff may act without a second factor."""
