"""Show what a link leads to when one points at it, where the site's address is known.

The theme finds out from the sitemap which links are the site's own. That is empty while `SITE_URL`
is unset, and the theme would take the meanings off the glossary's words, and show nothing instead.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

FEATURE = "navigation.instant.preview"


def on_config(config: "MkDocsConfig") -> "MkDocsConfig":
    """Turn the previews on, as `make serve` does, which gives the site an address."""
    if config.site_url:
        config.theme["features"].append(FEATURE)
    return config
