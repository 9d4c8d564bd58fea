"""One table of states and transitions per kind of matter; each draws itself for the documentation.

    python -m yishi_methods.procedures docs/reference

writes the page of every procedure anew.
"""

from yishi_methods.procedures.procedure import ActNotAllowed, Procedure, Transition
from yishi_methods.procedures.voice import VOICE

PROCEDURES = (VOICE,)

__all__ = ["PROCEDURES", "VOICE", "ActNotAllowed", "Procedure", "Transition"]
