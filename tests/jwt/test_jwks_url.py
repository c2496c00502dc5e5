"""The URL of the key set: Stytch's own, a custom domain, or a loopback host."""

import pytest

from stytch_exchange.jwt import JWKSCache
from stytch_exchange.jwt.jwks_url import build_jwks_url

TEST, LIVE = "project-test-1", "project-live-1"


@pytest.mark.parametrize(
    ("project_id", "base_url", "address"),
    [
        (TEST, None, "https://test.stytch.com"),
        (LIVE, None, "https://api.stytch.com"),
        (TEST, "https://login.example.com", "https://login.example.com"),
        (TEST, "https://login.example.com/", "https://login.example.com"),
        (TEST, "https://login.example.com:8443", "https://login.example.com:8443"),
        (TEST, "HTTPS://Login.Example.com", "HTTPS://Login.Example.com"),
        (TEST, "http://localhost:8000", "http://localhost:8000"),
        (TEST, "http://127.0.0.1:8000/", "http://127.0.0.1:8000"),
        (TEST, "http://127.8.9.10", "http://127.8.9.10"),
        (TEST, "http://[::1]:8000", "http://[::1]:8000"),
        ("sandbox", "http://localhost", "http://localhost"),
    ],
)
def test_the_url_joins_base_and_project(
    project_id: str, base_url: str | None, address: str
) -> None:
    """The base is Stytch's own for the kind of project, or the `base_url`."""
    expected = f"{address}/v1/b2b/sessions/jwks/{project_id}"

    assert expected == build_jwks_url(project_id, base_url)
    assert expected == JWKSCache(project_id=project_id, base_url=base_url).url


@pytest.mark.parametrize(
    "base_url",
    [
        "",
        "/",
        "login.example.com",
        "//login.example.com",
        "ftp://login.example.com",
        "file:///etc/hostname",
        "http://login.example.com",
        "http://localhost.example.com",
        "http://127.0.0.1.example.com",
        "http://127.0.0.1@example.com",
        "http://10.0.0.1",
        "http://0.0.0.0",
        "http://2130706433",
        "https://",
        "https://user:password@login.example.com",
        "https://login.example.com/path",
        "https://login.example.com//",
        "https://login.example.com?a=b",
        "https://login.example.com#a",
        "https://login.example.com:port",
        "https://login.example.com:99999",
        "https://login.example.com\\evil",
        "https://login.example.com\n",
        " https://login.example.com",
        "https://[::1",
        "https://l\u00f6gin.example.com",
    ],
)
def test_an_unsafe_base_url_is_refused(base_url: str) -> None:
    """Without HTTPS, anyone on the network path could hand out their own keys."""
    with pytest.raises(
        ValueError, match="base_url must be https://host, or http://host for a loopback"
    ):
        build_jwks_url(TEST, base_url)


@pytest.mark.parametrize("project_id", ["", "a/b", "../x", "a b", "a?b", "a\n", "é", "a%2Fb"])
def test_a_project_id_cannot_change_the_path(project_id: str) -> None:
    """A project id becomes part of the path, so it must not change the rest of the URL."""
    with pytest.raises(ValueError, match="project_id must look like project-test-"):
        build_jwks_url(project_id, "https://login.example.com")


@pytest.mark.parametrize("project_id", ["sandbox", "project-1", "PROJECT-TEST-1", "project-dev-1"])
def test_an_unknown_kind_of_project_needs_a_base_url(project_id: str) -> None:
    """The SDK assumes a test project. A mistyped live project would then find no keys."""
    with pytest.raises(ValueError, match="unless you pass base_url"):
        build_jwks_url(project_id, None)
