"""Which servers a fetch reaches: an address does not lead on into a network that it is not in itself.

A list that is published for everybody has no business on this machine or in the agency's own network: a
redirect there would have interlink ask what only it can reach. What counts is the address that is connected
to, not the name.
"""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any
from urllib.parse import urlsplit

from requests import Request, RequestException
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from interlink.errors import FetchError

__all__ = ["PUBLIC", "Reach", "network_of"]

PUBLIC, PRIVATE, LINK_LOCAL = "the public network", "a private network", "a link-local network"
HERE = "the network of this machine alone"
# Addresses of IPv6 that stand for one of IPv4, which is their last 32 bits (RFC 6052, 2.1).
TRANSLATED = IPv6Address("64:ff9b::")


def network_of(address: str) -> str:
    """The network of an IP address: public, private, link-local, or this machine's own."""
    ip: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        ip = _carried(ip) or ip
    if ip.is_loopback or ip.is_unspecified:
        return HERE
    if ip.is_link_local:
        return LINK_LOCAL
    return PUBLIC if ip.is_global and not ip.is_multicast else PRIVATE


def _carried(ip: IPv6Address) -> IPv4Address | None:
    """The address of IPv4 that one of IPv6 carries."""
    translated = IPv4Address(int(ip) & 0xFFFFFFFF) if int(ip) >> 32 == int(TRANSLATED) >> 32 else None
    return ip.ipv4_mapped or ip.sixtofour or translated


def _host(url: str) -> str:
    """The host of an address as it is asked for: in ASCII, and without a dot at its end."""
    try:
        asked = Request("GET", url).prepare().url or url
    except RequestException:
        asked = url  # asking says it, in words of its own
    return (urlsplit(asked).hostname or "").rstrip(".")


class Reach(HTTPAdapter):
    """Connections of one fetch, to the server of its address and to where that leads on.

    Through a proxy, which looks names up itself, only addresses in figures are held to it.
    """

    def __init__(self, url: str) -> None:
        self._own = _host(url)
        self._network = PUBLIC
        super().__init__()
        reach = self

        class Plain(HTTPConnection):
            def _new_conn(self) -> socket.socket:
                reach.look_up(self.host, self.port)
                return reach.checked(self.host, super()._new_conn())

        class Secure(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                reach.look_up(self.host, self.port)
                return reach.checked(self.host, super()._new_conn())

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(HTTPSConnectionPool):
            ConnectionCls = Secure

        self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}

    def send(self, request: Any, *given: Any, **named: Any) -> Any:
        """As the adapter's own; an address in figures is looked at first, which a proxy would not do."""
        host = _host(request.url)
        try:
            network = network_of(host)
        except ValueError:
            network = HERE if host == "localhost" else PUBLIC
        self._check(host, network)
        return super().send(request, *given, **named)

    def look_up(self, host: str, port: int) -> None:
        """Refuses a name of which any address may not be reached, before one is connected to."""
        if host == self._own:
            return
        try:
            found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
        except socket.gaierror:
            return  # connecting says it, in words of its own
        for *_, address in found:
            self._check(host, network_of(str(address[0])))

    def checked(self, host: str, connected: socket.socket) -> socket.socket:
        """The connection, whose other end is what counts: a name may mean another address each time."""
        network = network_of(connected.getpeername()[0])
        if host == self._own:
            self._network = network
            return connected
        try:
            self._check(host, network)
        except FetchError:
            connected.close()
            raise
        return connected

    def _check(self, host: str, network: str) -> None:
        if host == self._own or network in (PUBLIC, self._network):
            return
        raise FetchError(
            f"{self._own} leads on to {host}, which is in {network}, and is itself in {self._network}."
            " Nothing was fetched. If it may, give the address there as the source's 'url'."
        )
