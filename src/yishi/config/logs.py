"""Logs: lines of key=value on standard error. Tracebacks are without the values of variables, which may be personal."""

import sys

import structlog


def configure_logs() -> None:
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _write_line,
        ],
        logger_factory=lambda *names: structlog.PrintLogger(sys.stderr),
    )


def _write_line(logger: object, name: str, event: structlog.types.EventDict) -> str:
    """One line, and below it the traceback where there is one."""
    traceback = event.pop("exception", None)
    line = structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"])(logger, name, event)
    return f"{line}\n{traceback}" if traceback else line
