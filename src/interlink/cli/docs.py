"""`python -m interlink.cli.docs` prints docs/commands.md: every command, its help and its options."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from typing import Any

import typer

from interlink.cli import cli

__all__ = ["COMMAND", "commands", "render_command_docs"]

COMMAND = "python -m interlink.cli.docs > docs/commands.md"

HEAD = """# Commands

Results go to stdout, words and progress to stderr. Exit code 0: done, 1: failed, 2: wrong usage.
Every listing takes `--format table|csv|json`; JSON is one list of objects. Every command that reads
takes `--purpose` and `--reason`, which stand in the audit log; without them `INTERLINK_PURPOSE`
(`analysis`) and `INTERLINK_REASON` (`local`). This page is written by `python -m interlink.cli.docs`.
"""


def commands() -> Iterator[tuple[str, Any]]:
    """Every command as it is typed after `interlink`, in order."""
    yield from _below(typer.main.get_command(cli), "")


def _below(group: Any, before: str) -> Iterator[tuple[str, Any]]:
    for name, command in sorted(group.commands.items()):
        if hasattr(command, "commands"):
            yield from _below(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


def render_command_docs() -> str:
    """The text of docs/commands.md."""
    return "\n".join([HEAD, *(_section(name, command) for name, command in commands())])


def _section(name: str, command: Any) -> str:
    words, _, example = inspect.cleandoc(command.help or "").partition("Example:")
    lines = [f"## interlink {name}", "", words.strip(), "", "```", example.strip(), "```", ""]
    rows = [_row(parameter) for parameter in command.params if parameter.name != "help"]
    if rows:
        lines += ["| | | Default |", "|---|---|---|", *rows, ""]
    return "\n".join(lines)


def _row(parameter: Any) -> str:
    is_option = parameter.param_type_name == "option"
    given = (
        " / ".join(f"`{each}`" for each in (*parameter.opts, *parameter.secondary_opts))
        if is_option
        else f"`{parameter.name}`"
    )
    default = parameter.default
    shown = (
        ""
        if default is None or callable(default) or default is False
        else f"`{getattr(default, 'value', default)}`"
    )
    return f"| {given} | {parameter.help or ''} | {'required' if parameter.required else shown} |"


if __name__ == "__main__":
    sys.stdout.write(render_command_docs())
