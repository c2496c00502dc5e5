"""Loopback: the hosts that only this machine can reach."""

from ipaddress import ip_address


def is_loopback(host: str) -> bool:
    """Return whether a host is `localhost` or a loopback address.

    Args:
        host: A name or an IP address, without brackets.
    """
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
