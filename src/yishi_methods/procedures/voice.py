"""The procedure of a voice, from the first word to its closing.

It closes in two ways only: the resident says it is solved, or a second person has checked. Closed and redirected can be
left again, by the resident and in time; withdrawn and merged cannot. Who may act, and until when, is said by the rules
and the promises of the part, not here.
"""

from yishi_methods.procedures.procedure import Procedure, Transition

BEFORE_ANSWER = ("filed", "assigned", "handling")
WITH_UNIT = ("assigned", "handling")

VOICE = Procedure(
    name="voice",
    states=("filed", "assigned", "handling", "answered", "closed", "withdrawn", "redirected", "merged"),
    initial="filed",
    final=frozenset({"closed", "withdrawn", "redirected", "merged"}),
    transitions=(
        Transition("confirm_routing", ("filed",), "assigned"),
        Transition("redirect", ("filed",), "redirected"),
        Transition("refuse_assignment", ("assigned",), "filed"),
        Transition("reassign", WITH_UNIT, "assigned"),
        Transition("escalate", WITH_UNIT, "assigned"),
        Transition("record_contact", WITH_UNIT, "handling"),
        Transition("answer", WITH_UNIT, "answered"),
        Transition("rate_solved", ("answered",), "closed"),
        Transition("rate_unsolved", ("answered",), "handling"),
        Transition("check_closure", ("answered",), "closed"),
        Transition("reject_closure", ("answered",), "handling"),
        Transition("reopen", ("closed",), "handling"),
        Transition("appeal", ("answered", "closed", "redirected"), "assigned"),
        Transition("withdraw", (*BEFORE_ANSWER, "answered"), "withdrawn"),
        Transition("merge", BEFORE_ANSWER, "merged"),
        *(Transition("correct", (state,), state) for state in BEFORE_ANSWER),
    ),
    meanings={
        "filed": "The voice has its number and receipt and waits for a person to confirm where it goes.",
        "assigned": "A unit is responsible and its clock runs.",
        "handling": "The unit has been in touch with the resident or is doing it again.",
        "answered": "The public answer is given; the resident is asked whether it is solved.",
        "closed": "The resident agreed, or a second person has checked.",
        "withdrawn": "The author took it back.",
        "redirected": "It belongs elsewhere, and the right channel was shown.",
        "merged": "It goes on inside another voice, where its author is answered too.",
        "confirm_routing": "A person confirms category and responsible unit.",
        "redirect": "A person shows the right channel: an emergency line, the police, a court, another district.",
        "refuse_assignment": "The unit sends it back as not its own, with reasons and in time.",
        "reassign": "Another unit, or another person in it, becomes responsible.",
        "escalate": "A missed deadline puts it on the desk of the next level.",
        "record_contact": "The unit notes that it has spoken with the resident.",
        "answer": "The unit gives its public answer.",
        "rate_solved": "The resident says it is solved.",
        "rate_unsolved": "The resident says it is not solved, and it is done again.",
        "check_closure": "The resident kept silent; a second person has checked that it is done.",
        "reject_closure": "The resident kept silent; a second person found it not done, and it is done again.",
        "reopen": "The resident says in time that it has come back or was not solved.",
        "appeal": "The resident asks the next level, which has its own clock.",
        "withdraw": "The author takes it back.",
        "merge": "It is joined to another voice about the same thing; nothing of it is lost.",
        "correct": "The author corrects the words; both versions keep their digest.",
    },
)
