"""Outgoing requests that cannot be turned against the inside of a network.

A name is resolved once; every address it has must be public, and the connection goes to one of exactly these
addresses, so a second answer of the name server changes nothing. TLS still checks the name. No redirects, no
proxies from the environment, one deadline over the whole exchange. Hosts that the operator listed in
BONAFIDE_WEBHOOK_PRIVATE_HOSTS (host:port) are exempt and may use plain HTTP.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import SplitResult, urlsplit

import httpcore
from django.conf import settings

from bonafide.errors import BonafideError, InvalidInputError

TIMEOUT_S = 5.0
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_DEFAULT_PORTS = {"https": 443, "http": 80}


class UnreachableError(BonafideError):
    """No answer. Codes: name_unknown, address_refused, connect_failed, timed_out, bad_answer."""

    code = "connect_failed"


def private_hosts() -> frozenset[str]:
    """The host:port pairs that the operator opened."""
    listed = settings.BONAFIDE.webhook_private_hosts.split(",")
    return frozenset(part.strip().lower() for part in listed if part.strip())


def check_url(url: str) -> SplitResult:
    """Refuse what will never be called. Raises InvalidInputError (bad_url)."""
    try:
        parts = urlsplit(url)
        port = parts.port or _DEFAULT_PORTS.get(parts.scheme)
    except ValueError:
        raise InvalidInputError("The address is not a URL.", code="bad_url") from None
    if not parts.hostname or parts.username or parts.fragment or port is None:
        raise InvalidInputError("The address needs a host, and no user name or fragment.", code="bad_url")
    if parts.scheme != "https" and f"{parts.hostname}:{port}" not in private_hosts():
        raise InvalidInputError("The address must start with https://.", code="bad_url")
    return parts


def is_public(address: str) -> bool:
    """Whether an address lies on the public Internet, also looking inside IPv6 forms that carry IPv4."""
    ip = ipaddress.ip_address(address.split("%", 1)[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


def resolve(host: str, port: int) -> list[str]:
    """Every address of a name, all allowed. Raises UnreachableError (name_unknown, address_refused)."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise UnreachableError("The host name has no address.", code="name_unknown") from None
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if f"{host}:{port}".lower() not in private_hosts() and not all(map(is_public, addresses)):
        raise UnreachableError("The host lies on a private network.", code="address_refused")
    return addresses


class _Stream(httpcore.NetworkStream):
    """A stream whose reads and writes share one deadline: slow drips do not hold a worker."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: float) -> None:
        self._inner = inner
        self._deadline = deadline

    def _left(self) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout
        return left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - the deadline rules
        return self._inner.read(max_bytes, self._left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - the deadline rules
        self._inner.write(buffer, self._left())

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 - the deadline rules
    ) -> httpcore.NetworkStream:
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, self._left()), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Pinned(httpcore.NetworkBackend):
    """Connects only to addresses that `resolve` let through."""

    def __init__(self, deadline: float) -> None:
        self._deadline = deadline
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline rules
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        last: Exception = httpcore.ConnectError()
        for address in resolve(host, port):
            left = self._deadline - time.monotonic()
            if left <= 0:
                raise httpcore.ConnectTimeout
            try:
                inner = self._backend.connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
            else:
                return _Stream(inner, self._deadline)
        raise last


def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Send and give the status; the answer's body is not read. Raises UnreachableError, InvalidInputError."""
    check_url(url)
    backend = _Pinned(time.monotonic() + TIMEOUT_S)
    sent = [(name.encode(), value.encode()) for name, value in headers.items()]
    try:
        with (
            httpcore.ConnectionPool(network_backend=backend, retries=0) as pool,
            pool.stream("POST", url, headers=sent, content=body) as answer,
        ):
            return answer.status
    except httpcore.TimeoutException:
        raise UnreachableError("No answer within five seconds.", code="timed_out") from None
    except (httpcore.NetworkError, ssl.SSLError):
        raise UnreachableError("The connection failed.", code="connect_failed") from None
    except (httpcore.ProtocolError, httpcore.UnsupportedProtocol):
        raise UnreachableError("The answer was not HTTP.", code="bad_answer") from None
