"""The changelog as a page, whose anchors stay."""

from hooks import changelog


def test_each_version_has_its_anchor() -> None:
    """And so has each kind of change in it, without the day, which is known at the end alone."""
    text = "# Changelog\n\n## [Unreleased]\n\n### Added\n\n## [0.2.0] - 2026-03-05\n\n### Fixed\n"

    assert (
        "# Changelog\n\n## Unreleased { #unreleased }\n\n### Added { #unreleased-added }\n\n"
        "## 0.2.0 - 2026-03-05 { #0.2.0 }\n\n### Fixed { #0.2.0-fixed }\n"
    ) == changelog.page(text).partition("\nNext: ")[0]


def test_the_project_s_changelog_has_the_form_that_is_read() -> None:
    """Every heading of the file is a version or a kind of change."""
    page = changelog.page(changelog.CHANGELOG.read_text("utf-8"))
    headings = [line for line in page.splitlines() if line.startswith("##")]

    assert len(headings) > 1
    assert [] == [heading for heading in headings if not heading.endswith("}")]
