"""Grades and handling codes in words, for whoever does not know them by heart."""

from __future__ import annotations

import streamlit as st

__all__ = ["codes"]

# The text is ours: nothing from records stands in it, so that markdown may lay it out.
MEANING = """\
**Handling codes** say how a copy may be used. They travel with every copy.

| | |
|---|---|
| H0 | any lawful use for policing |
| H1 | not in court without permission of whoever gave it |
| H2 | not to be passed on without permission |
| H3 | other conditions, which the originator states |

**Source grade**: how far the source can be trusted.

| | Europol 4x4 | Admiralty |
|---|---|---|
| A | no doubt, or has always been reliable | completely reliable |
| B | mostly reliable | usually reliable |
| C | mostly unreliable | fairly reliable |
| D | – | not usually reliable |
| E | – | unreliable |
| F | – | cannot be judged |
| X | cannot be assessed | – |

**Information grade**: how sure the information itself is. The two are never made into one.

| | Europol 4x4 | Admiralty |
|---|---|---|
| 1 | known to be true without reserve | confirmed by others |
| 2 | known to the source, not to whoever reports it | probably true |
| 3 | not known to the source, borne out by other information | possibly true |
| 4 | not known to the source, cannot be borne out | doubtful |
| 5 | – | improbable |
| 6 | – | cannot be judged |

Grades stand as delivered: which scale a source uses, its owner says.
"""


def codes() -> None:
    """A button that explains the codes beside it."""
    with st.popover("What do these mean?", type="tertiary", key="codes"):
        st.markdown(MEANING)
