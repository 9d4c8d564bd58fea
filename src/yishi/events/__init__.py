"""The published language of the house: what happened, as frozen dataclasses.

A part says what happened by an event of its own module here; others hear of it through the ledger. Events carry
codes, times, counts and digests; never free text, names, telephone numbers or anything else about a person (an actor is
an opaque reference). That is what lets the ledger be published and never erased.
"""

from yishi.events.base import EVENTS, Event, event

__all__ = ["EVENTS", "Event", "event"]
