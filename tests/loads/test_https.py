"""Deliveries by HTTPS, from a real server on this machine: changed, unchanged, failing, slow, hostile."""

from __future__ import annotations

import gzip
import hashlib
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from feed_server import Asked, Feed, feed_server

from homes import people
from interlink.errors import FetchError
from interlink.ledger.runs import Fetched
from interlink.loads.arrivals import Arrivals
from interlink.loads.https import download
from interlink.loads.https_reach import Reach, network_of
from interlink.mapping.fetching import FetchSpec

BODY = b"id,name,phone\n1,Ada,+31612345671\n"
SHA = hashlib.sha256(BODY).hexdigest()
LAST = "Tue, 10 Mar 2026 06:00:00 GMT"
SECRET = "s3cr3t of the feed & more"
# As it stands in an address.
QUOTED = "s3cr3t%20of%20the%20feed%20%26%20more"

Get = Callable[..., Arrivals]


@pytest.fixture
def feed() -> Iterator[Feed]:
    with feed_server() as made:
        yield made


@pytest.fixture
def get(feed: Feed, tmp_path: Path) -> Get:
    def ask(path: str = "/list.csv", *, known: Fetched | None = None, **more: object) -> Arrivals:
        url = path if "://" in path else f"{feed.url}{path}"
        fetch = FetchSpec.model_validate({"url": url, "timeout_s": 5, **more})
        return download(people(), fetch, known, tmp_path, environ={"FEED_TOKEN": SECRET}, pause_s=0.001)

    return ask


def test_a_delivery_is_whole_and_its_validators_are_remembered(feed: Feed, get: Get, tmp_path: Path) -> None:
    feed.says(lambda asked: asked.give(200, BODY, ETag='"v1"', Last_Modified=LAST))
    found = get("/lists/list of today.csv?key=1".replace(" ", "%20"))

    (arrival,) = found.found
    assert [path.name for path in arrival.files] == ["list_20of_20today.csv"]
    assert arrival.files[0].read_bytes() == BODY
    place = FetchSpec(url=f"{feed.url}/lists/list%20of%20today.csv?key=1").place
    assert "key=1" not in place
    assert arrival.remember == (Fetched(place, SHA, len(BODY), None, '"v1"', LAST),)
    assert found.tries == 1
    assert "If-None-Match" not in feed.asked[0][1]


def test_what_has_not_changed_is_not_sent_again(feed: Feed, get: Get) -> None:
    feed.says(lambda asked: asked.give(304))
    found = get(known=Fetched(f"{feed.url}/list.csv", SHA, len(BODY), None, '"v1"', LAST))

    assert found == Arrivals()
    headers = feed.asked[0][1]
    assert (headers["If-None-Match"], headers["If-Modified-Since"]) == ('"v1"', LAST)


def test_the_same_bytes_are_nothing_new_though_the_server_says_so(feed: Feed, get: Get) -> None:
    feed.says(lambda asked: asked.give(200, BODY, ETag='"v2"'))
    known = Fetched(f"{feed.url}/list.csv", SHA, len(BODY), None, '"v1"', None)

    assert get(known=known) == Arrivals(remember=(Fetched(known.place, SHA, len(BODY), None, '"v2"'),))
    assert get(known=Fetched(known.place, SHA, len(BODY), None, '"v2"')) == Arrivals()


def test_a_server_in_trouble_is_asked_again(feed: Feed, get: Get) -> None:
    feed.says(
        lambda asked: asked.give(500),
        lambda asked: asked.give(503, Retry_After="0"),
        lambda asked: asked.give(200, BODY[:5], said=len(BODY)),
        lambda asked: asked.give(200, BODY),
    )
    found = get()

    assert found.tries == 4
    assert found.found[0].files[0].read_bytes() == BODY


@pytest.mark.parametrize(
    ("answer", "more", "said", "asked"),
    [
        (lambda asked: asked.give(500), {}, "/list.csv answered 500; tried 4 times", 4),
        (lambda asked: asked.give(500), {"tries": 1}, "/list.csv answered 500; tried once", 1),
        (lambda asked: asked.give(404), {}, "/list.csv answered 404 Not Found. Check the address", 1),
        (
            lambda asked: asked.give(401),
            {},
            "answered 401 Unauthorized. Check the address, and the variables",
            1,
        ),
        (lambda asked: asked.give(304), {}, "/list.csv answered 304", 1),
        (
            lambda asked: asked.give(200, BODY[:9], said=99),
            {"tries": 2},
            "broke off after 9 bytes; tried 2",
            2,
        ),
        (lambda asked: asked.give(200, said=2_000_000), {"most_mb": 1}, "sends more than 1 MB. If it may", 1),
        (lambda asked: asked.give(302, Location="/list.csv"), {}, "leads on more than 5 times", 6),
        (
            lambda asked: asked.give(302, Location="http://feed.example/"),
            {},
            "which is not https. Nothing",
            1,
        ),
        (lambda asked: asked.give(302, Location="file:///etc/passwd"), {}, "which is not https", 1),
        (lambda asked: asked.give(302), {"tries": 1}, "leads on more than 5 times", 6),
        (lambda asked: asked.close(), {"tries": 2}, "cannot be reached: ", 2),
    ],
)
def test_a_fetch_that_fails_says_why(
    feed: Feed, get: Get, answer: Callable[[Asked], None], more: dict[str, object], said: str, asked: int
) -> None:
    feed.says(answer)
    with pytest.raises(FetchError) as caught:
        get(**more)

    assert str(caught.value).startswith("source people: ")
    assert said in str(caught.value)
    assert len(feed.asked) == asked


def test_a_server_that_does_not_answer_is_given_up(feed: Feed, get: Get) -> None:
    ended = threading.Event()
    feed.says(lambda asked: ended.wait(20) and None)
    with pytest.raises(FetchError, match=r"list\.csv did not answer within 0\.2 s; tried 2 times"):
        get(timeout_s=0.2, tries=2)
    ended.set()


def test_a_server_that_trickles_is_given_up(feed: Feed, get: Get) -> None:
    ended = threading.Event()

    def trickle(asked: Asked) -> None:
        asked.send_response(200)
        asked.send_header("Content-Length", "1000")
        asked.end_headers()
        for _ in range(1000):
            if ended.wait(0.02):
                return
            asked.wfile.write(b"x")

    feed.says(trickle)
    with pytest.raises(
        FetchError, match=r"was not whole after 0\.3 s. If it may take longer, raise 'longest_s'"
    ):
        get(longest_s=0.3)
    ended.set()


def test_what_grows_too_large_is_not_kept(feed: Feed, get: Get) -> None:
    bomb = gzip.compress(b"0" * 3_000_000)
    feed.says(lambda asked: asked.give(200, bomb, Content_Encoding="gzip"))
    with pytest.raises(FetchError, match="sends more than 2 MB"):
        get(most_mb=2)


def test_a_redirect_is_followed_and_the_secret_stays_with_its_own_server(feed: Feed, get: Get) -> None:
    with feed_server() as other:
        other.says(lambda asked: asked.give(200, BODY))
        feed.says(
            lambda asked: asked.give(307, Location="/moved.csv"),
            lambda asked: asked.give(302, Location=f"{other.url}/final.csv?signature=abc"),
        )
        found = get(
            headers={"Authorization": "Bearer {FEED_TOKEN}", "X-Key": "{FEED_TOKEN}", "Accept": "text/csv"}
        )

    secrets = [(path, headers.get("Authorization"), headers.get("X-Key")) for path, headers in feed.asked]
    assert secrets == [(path, f"Bearer {SECRET}", SECRET) for path in ("/list.csv", "/moved.csv")]
    ((path, headers),) = other.asked
    # Who follows another's address tells it nothing of the source's own.
    assert (path, headers["Accept"]) == ("/final.csv?signature=abc", "*/*")
    assert not {"Authorization", "X-Key"} & set(headers)
    assert [each.name for each in found.found[0].files] == ["final.csv"]


def test_what_fails_after_a_redirect_names_no_key_of_its_address(feed: Feed, get: Get) -> None:
    feed.says(
        lambda asked: asked.give(302, Location="/final.csv?signature=abc"), lambda asked: asked.give(403)
    )
    with pytest.raises(FetchError) as caught:
        get(headers={"Authorization": "Bearer {FEED_TOKEN}"})

    assert "final.csv answered 403" in str(caught.value)
    assert not {"abc", SECRET} & set(str(caught.value).replace("=", " ").split())


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ({"X-Key": "{OTHER}{FEED_TOKEN}"}, "header X-Key needs OTHER, which the environment does not have"),
        ({"X-Key": "{BROKEN}"}, "header X-Key: BROKEN holds what no header can"),
    ],
)
def test_a_secret_that_is_not_there_is_named_and_never_shown(
    feed: Feed, tmp_path: Path, headers: dict[str, str], said: str
) -> None:
    fetch = FetchSpec(url=feed.url, headers=headers)
    environ = {"FEED_TOKEN": SECRET, "BROKEN": f"{SECRET}\r\nX-Other: 1"}
    with pytest.raises(FetchError) as caught:
        download(people(), fetch, None, tmp_path, environ=environ)

    assert said in str(caught.value)
    assert SECRET not in str(caught.value)
    assert (feed.asked, caught.value.tries) == ([], 0)


def test_a_netrc_of_the_machine_is_not_sent(
    feed: Feed, get: Get, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password mine\n", encoding="ascii")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    feed.says(lambda asked: asked.give(200, BODY))
    get()

    assert "Authorization" not in feed.asked[0][1]


def test_a_certificate_that_nobody_vouches_for_is_refused(get: Get, certificate: Path) -> None:
    with (
        feed_server(certificate) as secure,
        pytest.raises(FetchError, match=r"is not to be trusted: .*CERTIFICATE_VERIFY_FAILED") as caught,
    ):
        get(f"{secure.url}/list.csv")
    assert caught.value.tries == 1


@pytest.fixture
def secure(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Feed]:
    """A server by HTTPS, whose certificate counts here."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    with feed_server(certificate) as made:
        yield made


@pytest.mark.parametrize(
    ("leads", "network"),
    [
        ("https://10.1.2.3/list.csv", "a private network"),
        ("https://192.168.0.1:8443/", "a private network"),
        ("https://[fd00::7]/", "a private network"),
        ("https://[::ffff:10.1.2.3]/", "a private network"),
        ("https://169.254.169.254/latest/meta-data", "a link-local network"),
        ("https://[fe80::1]/", "a link-local network"),
    ],
)
def test_a_redirect_into_another_network_is_refused_before_it_is_asked(
    secure: Feed, get: Get, leads: str, network: str
) -> None:
    secure.says(lambda asked: asked.give(302, Location=leads))
    with pytest.raises(FetchError) as caught:
        get(f"{secure.url}/list.csv")

    host = urlsplit(leads).hostname
    assert str(caught.value) == (
        f"source people: 127.0.0.1 leads on to {host}, which is in {network}, and is itself in the network of"
        " this machine alone. Nothing was fetched. If it may, give the address there as the source's 'url'."
    )
    assert (len(secure.asked), caught.value.tries) == (1, 1)


def test_a_redirect_within_the_network_of_the_address_is_followed(
    secure: Feed, get: Get, certificate: Path
) -> None:
    with feed_server(certificate) as other:
        other.says(lambda asked: asked.give(200, BODY))
        secure.says(lambda asked: asked.give(302, Location=f"{other.url}/final.csv"))
        found = get(f"{secure.url}/list.csv")

    assert [each.name for each in found.found[0].files] == ["final.csv"]


@pytest.mark.filterwarnings("ignore::urllib3.exceptions.InsecureRequestWarning")
@pytest.mark.parametrize("host", ["behörde.intern", "Feed.intern.", "feed.intern"])
def test_an_address_in_ones_own_network_is_reached_however_its_name_is_written(
    secure: Feed, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    secure.says(lambda asked: asked.give(200, BODY))
    looked_up = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda _host, *rest, **named: looked_up("127.0.0.1", *rest, **named)
    )
    url = f"https://{host}:{urlsplit(secure.url).port}/list.csv"
    with requests.Session() as session:
        session.mount("https://", Reach(url))
        answer = session.get(url, verify=False)

    assert answer.content == BODY


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]"])
def test_what_a_public_address_leads_on_to_on_this_machine_is_never_asked(secure: Feed, host: str) -> None:
    secure.says(lambda asked: asked.give(200, BODY))
    with requests.Session() as session:
        session.mount("https://", Reach("https://feed.example/list.csv"))
        with pytest.raises(
            FetchError, match=r"feed\.example leads on to .*, which is in the network of this"
        ):
            session.get(secure.url.replace("127.0.0.1", host))

    assert secure.asked == []


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("9.9.9.9", "the public network"),
        ("2620:fe::fe", "the public network"),
        ("100.64.0.1", "a private network"),
        ("224.0.0.1", "a private network"),
        ("2002:a00:1::", "a private network"),
        ("64:ff9b::a00:1", "a private network"),
        ("64:ff9b::909:909", "the public network"),
        ("fe80::1%eth0", "a link-local network"),
        ("0.0.0.0", "the network of this machine alone"),
        ("::1", "the network of this machine alone"),
    ],
)
def test_an_address_is_of_one_network(address: str, network: str) -> None:
    assert network_of(address) == network


def test_a_secret_in_an_address_is_sent_and_shown_nowhere(
    secure: Feed, get: Get, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    secure.says(
        lambda asked: asked.give(503, Retry_After="0"),
        lambda asked: asked.give(302, Location="/moved.csv"),
        lambda asked: asked.give(403),
    )
    with pytest.raises(FetchError) as caught:
        get(f"{secure.url}/list.csv?format=csv&key={{FEED_TOKEN}}")

    assert [path for path, _ in secure.asked] == [f"/list.csv?format=csv&key={QUOTED}"] * 2 + ["/moved.csv"]
    assert "/moved.csv answered 403 Forbidden" in str(caught.value)
    for told in (str(caught.value), caplog.text):
        assert not any(secret in told for secret in (SECRET, QUOTED))


def test_a_secret_of_an_address_that_is_not_there_is_named(feed: Feed, tmp_path: Path) -> None:
    fetch = FetchSpec(url=f"{feed.url}/list.csv?key={{OTHER}}")
    with pytest.raises(FetchError, match="url needs OTHER, which the environment does not have"):
        download(people(), fetch, None, tmp_path, environ={})

    assert feed.asked == []


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A key and a certificate that it signed itself, in one file."""
    from datetime import UTC, datetime, timedelta
    from ipaddress import ip_address

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "feed")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file = tmp_path / "server.pem"
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file
