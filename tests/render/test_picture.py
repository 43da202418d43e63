from __future__ import annotations

import pytest

from interlink.render.label import clean_caption, label_lines, shorten
from interlink.render.picture import Picture, PictureLink, PictureNode

ANNA = PictureNode("a", "Anna Vetrova", "Person")
QUAY = PictureNode("q", "Blue Quay Trading", "Company")
OWNS = PictureLink("o", "a", "q", "OWNS", "owns")


def test_a_picture_says_how_much_of_the_whole_it_shows() -> None:
    picture = Picture((ANNA, QUAY), (OWNS,), total_nodes=48_211, total_links=90_410)

    assert picture.shown == "2 of 48,211 entities and 1 of 90,410 links shown"


def test_a_link_to_a_node_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="link 'o' ends at 'q', which is not among its nodes"):
        Picture((ANNA,), (OWNS,), 1, 1)


def test_an_id_given_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="node id 'a' occurs twice"):
        Picture((ANNA, ANNA), (), 2, 0)


def test_totals_below_what_is_shown_are_refused() -> None:
    with pytest.raises(ValueError, match="a total is below what is shown"):
        Picture((ANNA, QUAY), (), 1, 0)


@pytest.mark.parametrize(
    ("delivered", "cleaned"),
    [
        ("Anna\u202eavorteV", "AnnaavorteV"),
        ("\u2066Anna\u2069 \u200fVetrova", "Anna Vetrova"),
        ("Anna\x00\x1b[31m\n\tVetrova\u2028", "Anna[31m Vetrova"),
        ("Anna\u200bVetrova\ufeff", "AnnaVetrova"),
        ("نمی\u200cخواهم", "نمی\u200cخواهم"),
        ("Z" + "\u0301" * 40 + "oe", "Z\u0301\u0301\u0301oe"),
        ("   ", ""),
        ("<b>Anna</b> & ![](x)", "<b>Anna</b> & ![](x)"),
    ],
)
def test_captions_lose_control_and_bidi_characters_and_nothing_else(delivered: str, cleaned: str) -> None:
    assert clean_caption(delivered) == cleaned


def test_a_long_caption_is_cut_with_an_ellipsis() -> None:
    assert shorten("Meridian Straits Forwarding GmbH") == "Meridian Straits Forwarding…"
    assert len(clean_caption("n" * 10_000)) == 400


@pytest.mark.parametrize(
    ("caption", "lines"),
    [
        ("Ilvar Brennock", ("Ilvar Brennock",)),
        ("Sunniva Okoro-Lindqvist", ("Sunniva", "Okoro-Lindqvist")),
        ("Meridian Straits Forwarding GmbH", ("Meridian Straits", "Forwarding…")),
        ("quay.office@example.org", ("quay.office@example.org",)),
    ],
)
def test_a_label_breaks_at_the_space_that_leaves_the_shorter_lines(
    caption: str, lines: tuple[str, ...]
) -> None:
    assert label_lines(caption) == lines
