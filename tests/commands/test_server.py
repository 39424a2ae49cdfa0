"""Where the server may listen: what is refused before it starts, and in which words."""

import errno
import socket
from types import SimpleNamespace
from typing import Any

import click
import pytest

from review_toolkit.commands import server


def refusal(host: str, port: int) -> str:
    with pytest.raises(click.ClickException) as refused:
        server.refuse_busy_port(host, port)
    return refused.value.message


def bind_fails(monkeypatch: pytest.MonkeyPatch, error: OSError) -> None:
    def bind(_self: socket.socket, _address: object) -> None:
        raise error

    monkeypatch.setattr(server.socket.socket, "bind", bind)


def test_a_free_port_is_accepted() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server.refuse_busy_port("127.0.0.1", port)
    server.refuse_busy_port("localhost", port)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_a_port_in_use_is_called_so_at_either_kind_of_address(host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as listener:
        try:
            listener.bind((host, 0))
        except OSError:
            pytest.skip(f"This machine has no address {host}.")
        listener.listen()
        port = listener.getsockname()[1]
        assert f"Port {port} is in use" in refusal(host, port)


def test_the_port_to_choose_instead_is_one_that_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    bind_fails(monkeypatch, OSError(errno.EADDRINUSE, "Address already in use"))
    assert "--port 65534" in refusal("127.0.0.1", 65_535)
    assert "--port 81" in refusal("127.0.0.1", 80)


@pytest.mark.parametrize("number", [errno.EACCES, errno.EADDRNOTAVAIL])
def test_another_hindrance_is_told_as_it_is(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    bind_fails(monkeypatch, OSError(number, "As the system says"))
    told = refusal("127.0.0.1", 80)
    assert "cannot listen on port 80 of 127.0.0.1: As the system says." in told
    assert "in use" not in told


def test_an_unknown_host_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(server.socket, "getaddrinfo", unknown)
    told = refusal("nowhere.invalid", 8000)
    assert told == "There is no address 'nowhere.invalid' (Name or service not known). Correct --host."


@pytest.mark.parametrize(("system", "reused"), [("posix", True), ("nt", False)])
def test_a_port_is_not_taken_from_another_server_on_windows(
    monkeypatch: pytest.MonkeyPatch, system: str, reused: bool
) -> None:
    options: list[Any] = []
    monkeypatch.setattr(server, "os", SimpleNamespace(name=system))
    monkeypatch.setattr(server.socket.socket, "bind", lambda *_: None)
    monkeypatch.setattr(server.socket.socket, "setsockopt", lambda _self, *option: options.append(option))
    server.refuse_busy_port("127.0.0.1", 8000)
    assert bool(options) is reused


@pytest.mark.parametrize(("host", "bound"), [("127.0.0.1", "127.0.0.1:8000"), ("::1", "[::1]:8000")])
def test_the_server_is_given_the_address_in_its_own_spelling(
    monkeypatch: pytest.MonkeyPatch, host: str, bound: str
) -> None:
    from gunicorn.app.wsgiapp import WSGIApplication

    seen: list[Any] = []
    monkeypatch.setattr(WSGIApplication, "run", lambda self: seen.append(self.cfg.bind))
    monkeypatch.setattr(server.sys, "argv", [])
    server.serve(host=host, port=8000)
    assert seen == [[bound]]
