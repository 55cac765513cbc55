"""What the documents say of settings, commands, accounts and names is what the code has."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from staffing import demo
from staffing.models import Role

ROOT = Path(__file__).resolve().parent.parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "benchmarks/README.md")),
    *(ROOT / "docs").rglob("*.md"),
]
APPS = ("config", "plans", "measures", "indicators", "staffing", "documents", "values")


def first_column(text: str, heading: str) -> list[str]:
    """Return the first word in code of each row of the table that follows the heading."""
    part = text.split(heading, 1)[1]
    part = part[part.index("|---") :].split("\n\n", 1)[0]
    return [match[1] for line in part.splitlines() if (match := re.match(r"\| `([^`]+)`", line))]


def test_every_setting_of_the_environment_is_documented_and_no_other():
    settings = (ROOT / "config/settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r"""env(?:\.\w+)?\(\s*["']([A-Z_]+)["']""", settings))
    assert "SECRET_KEY" in read
    assert set(first_column(README, "## Configuration")) == read


def test_every_target_of_make_is_documented_and_no_other():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):.*##", makefile, re.MULTILINE)) - {"help"}
    listed = {name.removeprefix("make ") for name in first_column(README, "## Commands")}
    assert listed == targets
    for text in (README, CONTRIBUTING):
        assert set(re.findall(r"`make ([a-z]+)", text)) <= targets


def test_every_command_that_readme_names_exists_and_all_of_ours_are_named():
    ours = {name for name, app in get_commands().items() if app.split(".")[0] in APPS}
    named = {command.split()[0] for command in first_column(README, "`manage.py` (in the demo")}
    assert named <= ours
    assert ours - named == {"demo", "prepare"}, "make demo and make setup run these two"
    assert set(re.findall(r"manage\.py ([a-z_]+)", README)) <= ours | {"migrate"}


def test_the_demo_accounts_are_those_of_the_demo():
    assert f"`{demo.PASSWORD}`" in README
    rows = dict(re.findall(r"^\| (\S+@\S+) \| ([^|]+) \|", README, re.MULTILINE))
    assert set(rows) == {account.email for account in demo.ACCOUNTS}
    for account in demo.ACCOUNTS:
        assert rows[account.email].startswith(Role(account.role).value.replace("_", " "))


def test_every_service_of_the_composition_is_explained():
    services = (
        (ROOT / "docker-compose.yml").read_text(encoding="utf-8").split("\nservices:\n")[1].split("\nsecrets:")[0]
    )
    names = re.findall(r"^  (\w+):", services, re.MULTILINE)
    assert set(first_column(README, "## For real")) == set(names)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document):
    text = document.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)", text):
        if not target.startswith(("https://", "mailto:")) and not target.startswith("docs/images/"):
            assert (document.parent / target).exists(), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_that_are_named_exist(document):
    text = document.read_text(encoding="utf-8")
    named = re.findall(rf"`((?:{'|'.join([*APPS, 'tests', 'templates', 'docs', 'locale'])})/[\w./-]+)`", text)
    for name in named:
        assert (ROOT / name).exists() or (ROOT / "templates" / name).exists(), name


def test_the_names_of_the_glossary_are_those_of_the_code():
    code = "\n".join(path.read_text(encoding="utf-8") for app in APPS for path in (ROOT / app).rglob("*.py"))
    known = set(re.findall(r"\w+", code))
    rows = [line for line in (ROOT / "docs/glossary.md").read_text(encoding="utf-8").splitlines() if "`" in line]
    assert len(rows) > 40
    for row in rows:
        names = re.findall(r"`([\w.]+)`", row)
        assert names, row
        for name in names:
            assert set(name.split(".")) <= known, f"{name} in {row}"
