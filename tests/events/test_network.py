from __future__ import annotations

import socket
import ssl
import threading
import time
from typing import Any

import pytest
from tests.events.conftest import Receiver

from bonafide.errors import InvalidInputError
from bonafide.events import network

PRIVATE = [
    "127.0.0.1",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",  # noqa: S104 - an address to refuse
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1%eth0",
    "fc00::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
    "2002:7f00:1::1",
    "ff02::1",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_not_public(address: str) -> None:
    assert not network.is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_public_addresses_are_public(address: str) -> None:
    assert network.is_public(address)


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]"]
)
def test_disguises_of_this_machine_are_refused(host: str) -> None:
    with pytest.raises(network.UnreachableError) as caught:
        network.post(f"https://{host}:9/", b"", {})
    assert caught.value.code == "address_refused"


def _answer(*addresses: str) -> Any:
    def look_up(_host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    return look_up


def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _answer("93.184.216.34", "10.0.0.1"))
    with pytest.raises(network.UnreachableError) as caught:
        network.resolve("hook.example", 443)
    assert caught.value.code == "address_refused"


def test_a_name_is_resolved_once_and_the_connection_goes_there(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    connected: list[Any] = []

    def rebinding(host: str, port: int, **more: Any) -> list[Any]:
        asked.append(host)
        return list(_answer("93.184.216.34" if len(asked) == 1 else "127.0.0.1")(host, port, **more))

    def connect(address: Any, *_: Any, **__: Any) -> socket.socket:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(network.UnreachableError) as caught:
        network.post("https://hook.example/in", b"", {})
    assert caught.value.code == "connect_failed"
    assert (asked, connected) == (["hook.example"], [("93.184.216.34", 443)])


def test_plain_http_needs_the_operators_word(receiver: Receiver) -> None:
    with pytest.raises(InvalidInputError) as caught:
        network.post(receiver.url, b"", {})
    assert caught.value.code == "bad_url"
    assert receiver.got == []


def test_a_listed_host_is_reached_and_redirects_are_not_followed(allowed: Receiver) -> None:
    allowed.answers = [307, 204]
    assert network.post(allowed.url, b"{}", {"X-One": "1"}) == 307
    assert network.post(allowed.url, b"{}", {}) == 204
    assert len(allowed.got) == 2
    assert allowed.got[0][0]["x-one"] == "1"


def test_another_port_of_a_listed_host_stays_shut(allowed: Receiver) -> None:
    with pytest.raises(network.UnreachableError) as caught:
        network.post(f"https://127.0.0.1:{allowed.port + 1}/", b"", {})
    assert caught.value.code == "address_refused"


def test_the_certificate_is_checked(allowed: Receiver) -> None:
    with pytest.raises(network.UnreachableError) as caught:
        network.post(allowed.url.replace("http:", "https:"), b"", {})
    assert caught.value.code == "connect_failed"
    assert allowed.got == []
    assert ssl.create_default_context().check_hostname


def test_a_slow_drip_does_not_hold_the_worker(allowed: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "TIMEOUT_S", 0.6)
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    monkeypatch.setattr(network, "private_hosts", lambda: frozenset({f"127.0.0.1:{port}"}))
    sent, stop = 0, False

    def drip() -> None:
        nonlocal sent
        connection, _ = listener.accept()
        with connection:
            for letter in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 100:
                if stop:
                    return
                try:
                    connection.send(bytes([letter]))
                except OSError:
                    return
                sent += 1
                time.sleep(0.05)

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    with pytest.raises(network.UnreachableError) as caught:
        network.post(f"http://127.0.0.1:{port}/", b"", {})
    stop = True
    assert caught.value.code == "timed_out"
    assert 0 < sent < 100
    thread.join(2)
    listener.close()
