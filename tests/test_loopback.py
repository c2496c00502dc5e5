"""Loopback hosts: by name, and by address."""

import pytest

from stytch_exchange.loopback import is_loopback


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.9.10", "::1"])
def test_a_host_of_this_machine_is_loopback(host: str) -> None:
    """The name `localhost`, and every loopback address."""
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host",
    [
        "",
        "login.example.com",
        "localhost.example.com",
        "10.0.0.1",
        "0.0.0.0",  # noqa: S104 - only compared
        "[::1]",
        "2130706433",
    ],
)
def test_any_other_host_is_not_loopback(host: str) -> None:
    """Only whole names and plain addresses count, so that a look-alike does not pass."""
    assert not is_loopback(host)
