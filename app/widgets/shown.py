"""What is shown of what is drawn: the view's answer, the filters on it, and the picture that both make."""

from __future__ import annotations

from dataclasses import dataclass

from interlink.access.expand import Neighbourhood
from interlink.render.filters import Filters
from interlink.render.picture import Picture

__all__ = ["Shown"]


@dataclass(frozen=True)
class Shown:
    """`whole` is all that is drawn, `left` what the filters leave of it, `picture` how that is drawn.

    The picture may have groups in place of entities.
    """

    whole: Neighbourhood
    left: Neighbourhood
    filters: Filters
    picture: Picture
