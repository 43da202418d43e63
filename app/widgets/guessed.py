"""What was guessed of a file, what of it to check, and in which encoding it is read."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from interlink.mapping.proposal import Proposal

__all__ = ["checks", "encoding", "sheet"]

# Of what people are sent that is not UTF-8: Western, Central European, Cyrillic, Greek, Turkish, Arabic.
ENCODINGS = ("latin-1", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1256", "koi8-r", "cp866")
PLAIN = ("utf-8", "utf-16")
CHECK = "CHECK"


def encoding(proposal: Proposal, number: int, on_change: Callable[[str], None]) -> None:
    """Asks for the encoding of a file that does not say it; `on_change` hears another one."""
    now = proposal.written.fmt.encoding
    if now in PLAIN:
        return
    key = f"encoding_{number}"
    st.selectbox(
        "Encoding: choose the one in which the names below read right",
        ENCODINGS,
        ENCODINGS.index(now),
        key=key,
        on_change=lambda: on_change(str(st.session_state[key])),
    )


def sheet(proposal: Proposal, number: int, on_change: Callable[[str], None]) -> None:
    """Asks which sheet of a workbook is read, where there are several; `on_change` hears another one."""
    names, now = proposal.written.sheets, proposal.written.fmt.sheet
    if len(names) < 2:
        return
    key = f"sheet_{number}"
    st.selectbox(
        "Sheet: a source reads one, so that each is added by itself",
        names,
        names.index(now),
        key=key,
        on_change=lambda: on_change(str(st.session_state[key])),
    )


def checks(proposal: Proposal) -> None:
    """What of how the file is written is in doubt, in sight; the rest of what was guessed, on demand."""
    said = _said(proposal.text)
    doubts = [words for words in said if words.startswith(f"{CHECK} ")]
    if doubts:
        with st.container(key="problem_checks"):
            for words in doubts:
                st.text(words)
    with st.expander("What was guessed, and what to check", expanded=False):
        for words in said:
            if words not in doubts:
                st.text(words)


def _said(text: str) -> list[str]:
    """The comments of a proposal, one each, without the first: it is for those who edit the YAML."""
    found: list[str] = []
    is_more = False
    for line in map(str.strip, text.splitlines()):
        words = line.removeprefix("# ")
        if words != line and is_more and not words.startswith(CHECK):
            found[-1] += f" {words}"
        elif words != line:
            found.append(words)
        is_more = words != line
    return found[1:]
