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
| P (3x5x2) | lawful sharing is permitted |
| C (3x5x2) | lawful sharing is permitted under conditions, which the originator states |

**Source grade**: how far the source can be trusted.

| | Europol 4x4 | 5x5x5 | 3x5x2 | Admiralty |
|---|---|---|---|---|
| A | no doubt, or has always been reliable | always reliable | – | completely reliable |
| B | mostly reliable | mostly reliable | – | usually reliable |
| C | mostly unreliable | sometimes reliable | – | fairly reliable |
| D | – | unreliable | – | not usually reliable |
| E | – | untested | – | unreliable |
| F | – | – | – | cannot be judged |
| X | cannot be assessed | – | – | – |
| 1 | – | – | reliable | – |
| 2 | – | – | untested | – |
| 3 | – | – | not reliable | – |

**Information grade**: how sure the information itself is. The two are never made into one.

| | Europol 4x4 | 5x5x5 | 3x5x2 | Admiralty |
|---|---|---|---|---|
| 1 | known to be true without reserve | known to be true without reserve | – | confirmed by others |
| 2 | known to the source, not to whoever reports it | known to the source alone | – | probably true |
| 3 | not known to the source, borne out by others | not known, borne out | – | possibly true |
| 4 | not known to the source, cannot be borne out | cannot be judged | – | doubtful |
| 5 | – | suspected to be false | – | improbable |
| 6 | – | – | – | cannot be judged |
| A | – | – | known directly to the source | – |
| B | – | – | known indirectly, borne out | – |
| C | – | – | known indirectly | – |
| D | – | – | not known | – |
| E | – | – | suspected to be false | – |

Grades stand as delivered. Where a source names its scheme, it stands behind the code, such as B (admiralty).
"""


def codes() -> None:
    """A button that explains the codes beside it."""
    with st.popover("What do these mean?", type="tertiary", key="codes"):
        st.markdown(MEANING)
