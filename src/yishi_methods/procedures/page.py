"""The page of a procedure for the documentation."""

from yishi_methods.procedures.procedure import Procedure


def file_name(procedure: Procedure) -> str:
    return f"{procedure.name}-procedure.md"


def to_markdown(procedure: Procedure) -> str:
    """Diagram, states and acts as Markdown, the same text for the same table."""
    return "\n".join(
        [
            f"# The procedure of a {procedure.name}",
            "",
            "Written by `python -m yishi_methods.procedures docs/reference` from the table in the code.",
            "",
            "```mermaid",
            procedure.to_mermaid().rstrip(),
            "```",
            "",
            "| State | Meaning | What can be done |",
            "|---|---|---|",
            *(_state_row(procedure, state) for state in procedure.states),
            "",
            "| Act | Meaning | From → to |",
            "|---|---|---|",
            *(_act_row(procedure, act) for act in procedure.all_acts),
            "",
        ]
    )


def _state_row(procedure: Procedure, state: str) -> str:
    marks = (" (first)" if state == procedure.initial else "") + (" (final)" if state in procedure.final else "")
    return f"| `{state}`{marks} | {procedure.meanings[state]} | {_codes(procedure.acts(state)) or '—'} |"


def _act_row(procedure: Procedure, act: str) -> str:
    ways = [f"{_codes(t.sources)} → `{t.target}`" for t in procedure.transitions if t.act == act]
    return f"| `{act}` | {procedure.meanings[act]} | {'; '.join(ways)} |"


def _codes(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)
