"""What keeps a release from being made."""

import pytest

from tools.release import changelog_problems, contact_problems, notes, version_problems

CHANGELOG = """# Changelog

## [Unreleased]

## [1.2.0] - 2026-01-02

### Added

- A thing.

## [1.1.0] - 2025-01-02

- Another.
"""
CONTACT = {
    "author": "Somebody",
    "email": "somebody@place.org",
    "homepage": "https://place.org/segcr",
    "tracker": "https://place.org/segcr/issues",
    "repository": "https://place.org/segcr",
}


def test_a_sound_release_has_no_problems():
    assert list(version_problems("1.2.0", "1.2.0", {"changelog": "1.2.0 A thing"})) == []
    assert list(changelog_problems(CHANGELOG, "1.2.0")) == []
    assert list(contact_problems(CONTACT, "somebody@place.org")) == []
    assert notes(CHANGELOG, "1.2.0") == "### Added\n\n- A thing."


@pytest.mark.parametrize("wanted", ["", "1.2", "1.2.0rc1", "v1.2.0", "01.2.0"])
def test_odd_versions(wanted):
    assert any("MAJOR" in p for p in version_problems(wanted, wanted, {}))


def test_versions_must_agree():
    found = list(version_problems("1.3.0", "1.2.0", {"changelog": "1.2.0 A thing"}))
    assert len(found) == 2
    assert list(changelog_problems(CHANGELOG, "1.3.0")) != []
    text = CHANGELOG.replace("[Unreleased]\n", "[Unreleased]\n\n- New.\n")
    assert any("Unreleased" in p for p in changelog_problems(text, "1.2.0"))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("email", "you@example.org"),
        ("email", "TODO"),
        ("author", ""),
        ("homepage", "https://<your-org>/x"),
    ],
)
def test_placeholders_are_noticed(key, value):
    changed = {**CONTACT, key: value}
    assert any(key in p for p in contact_problems(changed, changed["email"]))


def test_the_address_must_be_confirmed():
    assert any("CONTACT" in p for p in contact_problems(CONTACT, ""))
