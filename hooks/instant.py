"""Follow links without a load, and show what they lead to, where the site's address is known.

The theme finds out from the sitemap which links are the site's own. That is empty while `SITE_URL`
is unset, and the theme would take the meanings off the glossary's words, and show nothing instead.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

FEATURES = [
    "navigation.instant",
    "navigation.instant.prefetch",
    "navigation.instant.preview",
    "navigation.instant.progress",
]

SCRIPT = "javascripts/instant.js"
"""What the theme leaves out then, for keyboards and screen readers."""


def on_config(config: "MkDocsConfig") -> "MkDocsConfig":
    """Turn it on, as `make serve` does, which gives the site an address."""
    if config.site_url:
        config.theme["features"].extend(FEATURES)
        config.extra_javascript.append(SCRIPT)
    return config
