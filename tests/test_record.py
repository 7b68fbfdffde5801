"""What the repository says of itself: one version, and forms and workflows that GitHub accepts."""

import re
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
import yaml
from check_jsonschema import main as check_jsonschema
from click.testing import CliRunner

from tests.graders import needs
from tools.release_notes import notes

BOOK = Path(__file__).resolve().parent.parent


def read(name):
    return (BOOK / name).read_text(encoding="utf-8")


# --- the version ------------------------------------------------------------------------------


def test_the_version_is_the_same_wherever_it_is_said():
    said = re.search(r'^version = "(.+)"$', read("pyproject.toml"), re.MULTILINE)[1]
    assert re.fullmatch(r"\d+\.\d+\.\d+", said)
    assert version("mlp-in-motion") == said, "install again: pip install --no-deps -e ."
    assert yaml.safe_load(read("CITATION.cff"))["version"] == said
    released = re.findall(r"^## \[(\d.*?)\]", read("CHANGELOG.md"), re.MULTILINE)
    assert not released or released[0] == said


def test_each_page_shows_the_version(built):
    for page in [built / "index.html", *built.glob("chapters/*.html")]:
        assert f"Version {version('mlp-in-motion')}</p>" in page.read_text(encoding="utf-8"), page


RELEASED = "# Changelog\n\n## [1.2.0] - 2030-01-02\n\n- New.\n\n## [1.1.0] - 2029-01-02\n\n- Old.\n"


def test_release_notes_are_the_section_of_the_version_alone():
    assert notes("v1.2.0", "1.2.0", RELEASED) == "- New."
    assert notes("v1.1.0", "1.1.0", RELEASED) == "- Old."


@pytest.mark.parametrize(
    ("tag", "packaged", "message"),
    [
        ("v1.2.1", "1.2.0", "The tag is v1.2.1, but pyproject.toml says 1.2.0"),
        ("1.2.0", "1.2.0", "The tag is 1.2.0"),
        ("v1.3.0", "1.3.0", r"no section headed '## \[1.3.0\] - ' and a date"),
    ],
)
def test_a_release_with_the_wrong_name_is_refused(tag, packaged, message):
    with pytest.raises(SystemExit, match=message):
        notes(tag, packaged, RELEASED)


# --- what `make test` runs ---------------------------------------------------------------------


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "Makefile"])
def test_no_text_says_that_make_test_runs_every_test(name):
    assert not re.search(r"\b(every test|all tests)\b", read(name))


def test_the_readme_says_which_tests_are_left_out():
    assert "-m 'not weekly'" in read("pyproject.toml")
    _, _, said = read("README.md").partition("make test ")
    for command in ("`make oracle`", "`make graders`", "pytest -m weekly`"):
        assert command in said


# --- forms and workflows ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("vendor.github-workflows", ".github/workflows/*.yml"),
        ("custom.github-workflows-require-timeout", ".github/workflows/*.yml"),
        ("vendor.github-issue-forms", ".github/ISSUE_TEMPLATE/[!c]*.yml"),
        ("vendor.github-issue-config", ".github/ISSUE_TEMPLATE/config.yml"),
        ("vendor.dependabot", ".github/dependabot.yml"),
        ("vendor.citation-file-format", "CITATION.cff"),
    ],
)
def test_files_are_what_their_readers_accept(schema, files):
    found = list(BOOK.glob(files))
    assert found
    result = CliRunner().invoke(check_jsonschema, ["--builtin-schema", schema, *map(str, found)])
    assert result.exit_code == 0, result.output


WORKFLOWS = {
    path.stem: yaml.safe_load(path.read_text("utf-8"))["jobs"]
    for path in BOOK.glob(".github/workflows/*.yml")
}


def test_workflows_install_the_graders_before_they_run_the_tests():
    jobs = [job for jobs in WORKFLOWS.values() for job in jobs.values()]
    runs = [[step.get("run", "") for step in job["steps"]] for job in jobs]
    testing = [commands for commands in runs if "-m pytest" in str(commands)]
    assert len(testing) == 3
    for commands in testing:
        first = next(place for place, one in enumerate(commands) if "-m pytest" in one)
        assert "make graders" in commands[:first]


@pytest.mark.parametrize(
    ("ci", "system", "is_skipped"),
    [("", "linux", True), ("true", "linux", False), ("true", "darwin", True)],
)
def test_missing_graders_are_an_error_only_in_ci_on_linux(monkeypatch, ci, system, is_skipped):
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(sys, "platform", system)
    assert needs("no-such-program").args[0] is is_skipped


@pytest.mark.filterwarnings("ignore:'BaseCommand' is deprecated:DeprecationWarning")
def test_the_list_of_links_is_uploaded_from_where_jupyter_book_writes_it(monkeypatch):
    from jupyter_book.cli.main import main  # warns

    *_, check, upload = WORKFLOWS["weekly"]["links"]["steps"]
    folders = []
    monkeypatch.setattr(
        "jupyter_book.sphinx.build_sphinx", lambda _, to, **options: folders.append(to)
    )
    monkeypatch.chdir(BOOK)
    result = CliRunner().invoke(main, check["run"].split()[1:])
    assert folders, result.output
    assert BOOK / upload["with"]["path"] == folders[0].resolve() / "output.txt"
    assert upload["with"]["if-no-files-found"] == "error"


@pytest.mark.skipif(shutil.which("make") is None, reason="no make on this machine")
def test_make_lock_takes_newer_versions_only_if_asked():
    for options, upgrades in [([], False), (["UPGRADE=1"], True)]:
        command = ["make", "--dry-run", "PYTHON=python", "lock", *options]
        said = subprocess.run(command, cwd=BOOK, check=True, capture_output=True, text=True).stdout
        assert "tools/lock.py" in said
        assert ("--upgrade" in said) is upgrades
    assert "`make lock UPGRADE=1`" in read(".github/dependabot.yml")
