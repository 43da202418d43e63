"""What a source may say of its schedule and of where its deliveries come from."""

from __future__ import annotations

import pytest

from homes import people
from interlink.errors import SpecError
from interlink.mapping.fetching import FetchSpec


@pytest.mark.parametrize(
    "more",
    [
        "schedule: every 6 hours\nfetch: {folder: /inbox, pattern: '*.csv', settled_s: 30, together: true}",
        "schedule: 30 6 * * 1-5 Europe/Vienna\nlate_after: 3 days\nfetch: {file: /lists/a.csv, settled_s: 0}",
        "fetch: {url: 'https://feed.example/list', headers: {Authorization: 'Bearer {FEED_TOKEN}'}}",
        "fetch: {url: 'http://127.0.0.1:8080/list', tries: 1, most_mb: 5, timeout_s: 1, longest_s: 9}",
        "fetch: {url: 'http://[::1]/list'}",
        "fetch: {url: 'https://feed.example/list?format=csv&key={FEED_TOKEN}'}",
        "schedule: every day",
    ],
)
def test_a_source_says_when_it_runs_and_where_from(more: str) -> None:
    assert people(more=more).source == "people"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("schedule: hourly", "12: schedule: 'hourly' is no schedule; expected 'every 6 hours'"),
        ("schedule: 6", "12: schedule: expected text, found 6. Put it in quotes."),
        ("schedule: every day\nlate_after: soon", "13: late_after: 'soon': expected '6 hours'"),
        ("late_after: 2 days", "12: late_after: it goes with 'schedule', and there is none"),
        ("fetch: {}", "12: fetch: expected exactly one of folder, file, url; found none"),
        (
            "fetch: {file: /a, url: 'https://a.example'}",
            "12: fetch: expected exactly one of folder, file, url; fo",
        ),
        ("fetch: {folder: inbox}", "12: fetch.folder: expected the whole path, from the root"),
        ("fetch: {file: /a, pattern: '*'}", "12: fetch.pattern: it does not go with 'file'; beside that may"),
        ("fetch: {folder: /a, pattern: 'b/*'}", "12: fetch.pattern: 'b/*': expected a pattern of file names"),
        (
            "fetch: {url: 'http://feed.example/list'}",
            "12: fetch.url: expected https://; what comes by http://",
        ),
        (
            "fetch: {url: 'ftp://feed.example/list'}",
            "12: fetch.url: expected an address that begins with https",
        ),
        ("fetch: {url: 'https:///list'}", "12: fetch.url: expected an address that begins with https"),
        ("fetch: {url: 'https://a.example:x/'}", "12: fetch.url: it is no address: Port could not be cast"),
        (
            "fetch: {url: 'https://me:pw@a.example/'}",
            "12: fetch.url: no user or password goes into an address",
        ),
        (
            "fetch: {url: 'https://a.example/list?format=csv&Key=abc'}",
            "12: fetch.url: 'Key': a secret does not stand in this file: name an environment variable, as",
        ),
        (
            "fetch: {url: 'https://a.example/{FEED_TOKEN}/list'}",
            "12: fetch.url: a variable stands in an address after the '?' alone, or in 'headers'",
        ),
        (
            "fetch: {url: 'https://a.example/list?key={INTERLINK_TOKEN}'}",
            "12: fetch.url: '{INTERLINK_TOKEN}' must name an environment variable that is not",
        ),
        (
            "fetch: {url: 'https://a.example/', headers: {authorization: Bearer abc}}",
            "12: fetch.headers.authorization: a secret does not stand in this file: name an environment",
        ),
        (
            "fetch: {url: 'https://a.example/', headers: {X-Key: '{INTERLINK_TOKEN}'}}",
            "12: fetch.headers.X-Key: '{INTERLINK_TOKEN}' must name an environment variable that is not",
        ),
        (
            "fetch: {url: 'https://a.example/', headers: {X Key: a}}",
            "12: fetch.headers.X Key: it is no name of a",
        ),
        (
            "fetch: {url: 'https://a.example/', headers: {X-Key: \"a\\nb\"}}",
            "X-Key: expected printable ASCII",
        ),
        ("fetch: {url: 'https://a.example/', tries: 0}", "12: fetch.tries: Input should be greater than 0"),
        ("fetch: {adress: 'https://a.example/'}", "12: fetch.adress: unknown field 'adress'."),
    ],
)
def test_what_is_wrong_is_told_with_its_line(more: str, said: str) -> None:
    with pytest.raises(SpecError) as caught:
        people(more=more)
    assert said in str(caught.value)


def test_a_place_tells_addresses_apart_and_shows_no_key_in_them() -> None:
    one, other = (FetchSpec(url=f"https://x.example/feed?token={key}").place for key in ("abc", "abd"))

    assert one.startswith("https://x.example/feed?")
    assert one != other
    assert "abc" not in one
    assert FetchSpec(url="https://x.example/feed").place == "https://x.example/feed"
