"""The page of licenses, the texts, and the list of software agree."""

import json

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from hooks.browser import licenses as browser
from hooks.browser.licenses import Part
from hooks.pages import licenses

PARTS = [
    Part("a", "1", "MIT", "pkg:pypi/a@1", {"LICENSE": "You may."}),
    Part("b", "2", "", "pkg:npm/b@2", {}),
]


def test_the_sbom_is_valid() -> None:
    """By the schema of CycloneDX 1.6, with each part once, for the site as it is built."""
    document = json.loads(licenses.files()[licenses.SBOM])
    everything = [*browser.parts(), *browser.npm_parts()]

    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(document)) is None
    assert [part.purl for part in everything] == [
        component["purl"] for component in document["components"]
    ]


def test_the_sbom_names_a_license_if_the_package_does() -> None:
    """In the package's own words, which need not be an SPDX identifier."""
    named, unnamed = licenses.sbom(PARTS)["components"]

    assert [{"license": {"name": "MIT"}}] == named["licenses"]
    assert "licenses" not in unnamed


def test_every_row_links_to_a_text() -> None:
    """The file exists, and has what the package says."""
    files = licenses.files()
    rows = str(licenses.parts()["rows"]).splitlines()
    linked = [row.partition("(../")[2].partition(")")[0] for row in rows]

    assert len(rows) > 0
    assert [] == [path for path in linked if len(files[path]) < 500]
    assert {*linked, licenses.SBOM} == files.keys() - {licenses.NPM}


def test_a_text_names_its_package() -> None:
    """One file can have the texts of many packages; one without a text says so."""
    text = licenses.text_of(PARTS)

    assert "\na 1: MIT\nLICENSE\n" in text
    assert "You may." in text
    assert "\nb 2: \n" in text
    assert "(The package has no text of its license.)" in text


def test_the_page_says_how_many_texts_are_missing() -> None:
    """Or that there is no Python for the browser."""
    assert "2 npm packages" in licenses.npm_sentence(PARTS)
    assert "; 1 of them come without the text." in licenses.npm_sentence(PARTS)
    assert "without Python for the browser" in licenses.npm_sentence([])
