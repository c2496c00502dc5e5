"""Where a long name may break."""

import pytest

from hooks import line_breaks


@pytest.mark.parametrize(
    ("code", "broken"),
    [
        ("allowed_auth_methods", "allowed_<wbr>auth_<wbr>methods"),
        ("ExchangeAccessTokenResponse", "Exchange<wbr>Access<wbr>Token<wbr>Response"),
        (
            "api_b2b_scim_v1_X509Certificate",
            "api_<wbr>b2b_<wbr>scim_<wbr>v1_<wbr>X509<wbr>Certificate",
        ),
        ("OIDCSSOFactor", "OIDCSSO<wbr>Factor"),
        ("MicrosoftOAuthFactor", "Microsoft<wbr>OAuth<wbr>Factor"),
        ("response.session_token", "response.<wbr>session_<wbr>token"),
        ("/member/roles/*/role_id", "/member<wbr>/roles<wbr>/*<wbr>/role_id"),
        ("https://test.stytch.com/v1/b2b", "https://<wbr>test.stytch.com<wbr>/v1<wbr>/b2b"),
        ("field_index.py", "field_<wbr>index.py"),
        ("mfa_policy", "mfa_policy"),
        ("__init__", "__init__"),
    ],
)
def test_a_long_name_breaks_between_its_words(code: str, broken: str) -> None:
    """After `_` and `.`, before a capital, or, in a path, before a slash; a short name does not."""
    page = f"<td>x <code>{code}</code></td>"

    assert f"<td>x <code>{broken}</code></td>" == line_breaks.on_post_page(page)


def test_a_name_in_a_text_goes_to_the_next_line_first() -> None:
    """There it has the whole width: it breaks where that may not do."""
    page = (
        "<p><code>allowed_auth_methods</code>, <code>oauth_access_token_exchange_factor</code></p>"
    )

    assert (
        "<p><code>allowed_auth_methods</code>, "
        "<code>oauth_<wbr>access_<wbr>token_<wbr>exchange_<wbr>factor</code></p>"
        == line_breaks.on_post_page(page)
    )


def test_the_heading_of_an_object_breaks() -> None:
    """A name of a class alone can be wider than a phone."""
    heading = '<h2><span class="doc doc-object-name doc-class-name">{}</span></h2>'

    assert heading.format("Exchange<wbr>Access<wbr>Token<wbr>Response") == line_breaks.on_post_page(
        heading.format("ExchangeAccessTokenResponse")
    )


def test_an_option_and_a_short_command_stay_whole() -> None:
    """Browsers would break them at their hyphens and spaces."""
    page = "<code>--allow-remote</code> <code>make lock</code> <code>make</code>"

    assert (
        '<code class="whole">--allow-remote</code> <code class="whole">make lock</code> '
        "<code>make</code>" == line_breaks.on_post_page(page)
    )


def test_a_block_of_code_stays_as_it_is() -> None:
    """It is there to be copied, and has lines of its own."""
    code = "<code>oauth_access_token_exchange_factor</code>"
    page = f"<pre>\n{code}</pre><script>`{code}`</script>"

    assert page == line_breaks.on_post_page(page)
