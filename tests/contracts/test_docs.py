"""What a reader will look for is in `docs/`: settings, commands, roles, indicators, schemes, template fields.

Decisions are recorded one by one, each saying what it forbids from now on.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from enum import Enum
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
import pytest
import yaml

from review_toolkit.access.actions import ADMINISTRATOR_ALLOWED, ALLOWED, Action, Role
from review_toolkit.commands import main
from review_toolkit.content.definitions import definitions
from review_toolkit.settings import KEY_NAMES

ROOT = Path(__file__).resolve().parent.parent.parent
FORBIDDEN_FROM_NOW_ON = "## What is now forbidden"


def docs_of(root: Path) -> str:
    """Return the words of every page of the documentation."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted((root / "docs").rglob("*.md")))


def missing(names: Iterator[str] | list[str], text: str) -> list[str]:
    """Return the names that stand nowhere in the text as words of their own."""
    return [name for name in names if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)]


def settings_read(root: Path) -> set[str]:
    """Return the names that the package reads from the environment."""
    found = set(KEY_NAMES)
    for path in (root / "review_toolkit").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("environ.get", "getenv")):
                found |= {arg.value for arg in node.args[:1] if isinstance(arg, ast.Constant)}
            if isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("environ"):
                found |= {node.slice.value} if isinstance(node.slice, ast.Constant) else set()
    return found


def commands_and_options(group: click.Group) -> Iterator[str]:
    """Yield each command and, with it, each of its options and arguments."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield name
        if isinstance(command, click.Group):
            yield from commands_and_options(command)
        for parameter in command.params:
            if isinstance(parameter, click.Argument):
                yield parameter.make_metavar(context)
            else:
                yield from parameter.opts


def roles_and_actions(roles: Iterable[Any], actions: Iterable[Any]) -> list[str]:
    """Return what roles and actions are called in the code and on pages."""
    names = [name for role in roles for name in (role.value, role.label)]
    return names + [name for action in actions for name in (action.name, action.value)]


def schemes_and_ladders(root: Path) -> Iterator[str]:
    for path in sorted((root / "review_toolkit" / "content" / "data").glob("*.yaml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        if {"categories", "grades", "ladder", "bands"} & set(content):
            yield content["id"]


def template_fields(root: Path) -> Iterator[str]:
    for path in sorted((root / "report_templates").glob("*.yaml")):
        manifest = yaml.safe_load(path.read_text(encoding="utf-8"))
        yield manifest["id"]
        yield from (field["name"] for field in manifest["fields"])


def faults_of_decisions(root: Path) -> list[str]:
    """Return what is wrong with the decision records: numbers, headings, endings."""
    faults = []
    paths = sorted((root / "docs" / "decisions").glob("*.md"))
    numbers = [int(path.name[:4]) if path.name[:4].isdigit() else 0 for path in paths]
    if numbers != list(range(1, len(paths) + 1)):
        faults.append(f"They are not numbered consecutively from 0001: {[path.name for path in paths]}")
    for number, path in zip(numbers, paths, strict=True):
        text = path.read_text(encoding="utf-8").strip()
        if not re.match(rf"# (?:{number}\. )?[A-Z](?:\S* ){{3,}}\S+\n", text):
            faults.append(f"{path.name} does not begin with a heading that states the decision")
        _, found, ending = text.partition(f"\n{FORBIDDEN_FROM_NOW_ON}\n")
        if not found or not ending.strip() or "\n## " in ending:
            faults.append(f"{path.name} does not end with '{FORBIDDEN_FROM_NOW_ON}'")
    return faults


def command_blocks(markdown: str) -> list[str]:
    """Return the fenced blocks of a page, without their fences."""
    return [block.strip() for block in re.findall(r"^```\w*\n(.*?)^```", markdown, re.MULTILINE | re.DOTALL)]


def broken_links(root: Path) -> list[str]:
    """Return each link of the documentation, the README and the changelog that leads to no file."""
    pages = [*sorted((root / "docs").rglob("*.md")), *sorted(root.glob("*.md"))]
    return [
        f"{page.relative_to(root).as_posix()}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
        if not re.match(r"[a-z]+:|#", target) and not (page.parent / target.partition("#")[0]).exists()
    ]


def test_every_link_of_the_documentation_leads_to_a_file() -> None:
    assert broken_links(ROOT) == []


def test_a_link_that_leads_nowhere_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "docs" / "guides").mkdir(parents=True)
    (tmp_path / "docs" / "guides" / "review.md").write_text(
        "[up](../index.md), [gone](index.md#start), [there](review.md#here), [here](#here)", encoding="utf-8"
    )
    (tmp_path / "docs" / "index.md").write_text("[away](https://example.org/x.md)", encoding="utf-8")
    (tmp_path / "README.md").write_text("[folder](docs/) and [gone](docs/none.md)", encoding="utf-8")
    assert broken_links(tmp_path) == ["docs/guides/review.md: index.md#start", "README.md: docs/none.md"]


def test_every_setting_is_documented() -> None:
    assert missing(sorted(settings_read(ROOT)), docs_of(ROOT)) == []


def test_every_command_option_and_argument_is_documented() -> None:
    assert missing(list(commands_and_options(main)), docs_of(ROOT)) == []


def test_every_role_and_action_is_documented() -> None:
    assert missing(roles_and_actions(Role, Action), docs_of(ROOT)) == []


def table_of_roles(markdown: str) -> dict[str, tuple[str, list[bool]]]:
    """Return what the first table says: each action's description and who may do it, administrators last."""
    table = markdown[markdown.index("\n|") + 1 :].partition("\n\n")[0]
    rows = [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in table.splitlines()]
    roles = [Role(cell.partition("(`")[2].rstrip("`)")) for cell in rows[0][2:-1]]
    order = [roles.index(role) for role in Role]
    said = {row[0]: (row[1], [cell == "yes" for cell in row[2:]]) for row in rows[2:]}
    return {
        name: (description, [*(cells[place] for place in order), cells[-1]])
        for name, (description, cells) in said.items()
    }


def allowed_by_the_code() -> dict[str, tuple[str, list[bool]]]:
    return {
        action.name: (
            action.value,
            [*(action in ALLOWED[role] for role in Role), action in ADMINISTRATOR_ALLOWED],
        )
        for action in Action
    }


def test_the_table_of_roles_says_what_the_code_allows() -> None:
    page = (ROOT / "docs" / "roles.md").read_text(encoding="utf-8")
    assert table_of_roles(page) == allowed_by_the_code()


def test_a_table_of_roles_that_says_otherwise_is_noticed() -> None:
    page = (ROOT / "docs" / "roles.md").read_text(encoding="utf-8")
    cells = [place for place in range(len(page)) if page.startswith("| yes |", place)]
    for place in cells:
        doctored = f"{page[:place]}| |{page[place + len('| yes |') :]}"
        assert table_of_roles(doctored) != allowed_by_the_code()
    assert table_of_roles(page.replace("Read the released figures.", "Read.")) != allowed_by_the_code()


def test_every_indicator_is_documented() -> None:
    assert missing(list(definitions()), docs_of(ROOT)) == []


def test_every_ethnicity_scheme_and_grade_ladder_is_documented() -> None:
    names = list(schemes_and_ladders(ROOT))
    assert {"nhs-16+1", "ons-19", "agenda-for-change"} <= set(names)
    assert missing(names, docs_of(ROOT)) == []


def test_every_report_template_and_field_is_documented() -> None:
    assert missing(list(template_fields(ROOT)), docs_of(ROOT)) == []


def test_each_decision_states_itself_and_what_it_forbids() -> None:
    assert faults_of_decisions(ROOT) == []


def has_a_place_for_news(changelog: str) -> bool:
    return re.search(r"^## \[?Unreleased\]?$", changelog, re.MULTILINE) is not None


def test_the_readme_begins_with_the_two_commands() -> None:
    blocks = command_blocks((ROOT / "README.md").read_text(encoding="utf-8"))
    assert blocks[:2] == ["make demo", "make test"]


def test_another_command_before_the_two_is_noticed() -> None:
    text = "# Toolkit\n\n```sh\npip install x\n```\nand\n```\nmake demo\n```\n"
    assert command_blocks(text) == ["pip install x", "make demo"]


def test_the_changelog_has_a_place_for_what_is_not_released_yet() -> None:
    assert has_a_place_for_news((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize("changelog", ["# Changes\n\n## 0.1.0\n", "# Changes\n\nUnreleased: much.\n"])
def test_a_changelog_without_that_place_is_noticed(changelog: str) -> None:
    assert not has_a_place_for_news(changelog)


def test_what_is_new_in_the_code_and_in_no_page_is_noticed(tmp_path: Path) -> None:
    """A command, a role, an action, an indicator, a scheme and a template field that nobody wrote of."""
    command = click.Command("entomb", params=[click.Option(["--crypt"]), click.Argument(["vault"])])
    assert missing(list(commands_and_options(click.Group(commands=[command]))), docs_of(ROOT)) == [
        "entomb",
        "--crypt",
        "VAULT",
    ]
    role = SimpleNamespace(value="verger", label="Verger")
    action = Enum("Action", {"TOLL_BELLS": "Toll the bells."})
    assert missing(roles_and_actions([role], action), docs_of(ROOT)) == [
        *("verger", "Verger"),
        *("TOLL_BELLS", "Toll the bells."),
    ]
    content = tmp_path / "review_toolkit" / "content" / "data"
    content.mkdir(parents=True)
    shipped = ROOT / "review_toolkit" / "content" / "data" / "indicators.yaml"
    written = shipped.read_text(encoding="utf-8").replace("  headcount:\n", "  headcount_of_bats:\n")
    (content / "indicators.yaml").write_text(written, encoding="utf-8")
    assert missing(list(definitions(content)), docs_of(ROOT)) == ["headcount_of_bats"]
    (content / "bats.yaml").write_text("{id: ons-bats, categories: []}", encoding="utf-8")
    assert missing(list(schemes_and_ladders(tmp_path)), docs_of(ROOT)) == ["ons-bats"]
    (tmp_path / "report_templates").mkdir()
    manifest = tmp_path / "report_templates" / "belfry.yaml"
    manifest.write_text("{id: belfry-report, fields: [{name: bats.hanging}]}", encoding="utf-8")
    assert missing(list(template_fields(tmp_path)), docs_of(ROOT)) == ["belfry-report", "bats.hanging"]


def test_what_the_documentation_lacks_is_named() -> None:
    text = "Set `DATA_KEY`. A `--threshold` below five is refused."
    assert missing(["DATA_KEY", "KEY", "--threshold", "--thresh", "SECRET_KEY"], text) == [
        "KEY",
        "--thresh",
        "SECRET_KEY",
    ]


def test_a_setting_that_the_code_reads_is_found(tmp_path: Path) -> None:
    module = tmp_path / "review_toolkit" / "mail.py"
    module.parent.mkdir()
    module.write_text('import os\nurl = os.environ.get("MAIL_URL")\nfolder = os.environ["MAIL_FOLDER"]\n')
    assert settings_read(tmp_path) - set(KEY_NAMES) == {"MAIL_URL", "MAIL_FOLDER"}


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("0002-later.md", "# 2. Keep every report as written\n\n{}\n\nX.", "numbered"),
        ("0001-first.md", "Keep every report as written\n\n{}\n\nX.", "heading"),
        ("0001-first.md", "# Reports\n\n{}\n\nX.", "heading"),
        ("0001-first.md", "# 1. Keep every report as written\n\nBecause.", "end"),
        ("0001-first.md", "# 1. Keep every report as written\n\n{}\n", "end"),
        ("0001-first.md", "# 1. Keep every report as written\n\n{}\n\nX.\n\n## Notes\n\nY.", "end"),
    ],
    ids=["number", "no heading", "no sentence", "no ending", "empty ending", "something after it"],
)
def test_a_faulty_decision_record_is_noticed(tmp_path: Path, name: str, text: str, fault: str) -> None:
    folder = tmp_path / "docs" / "decisions"
    folder.mkdir(parents=True)
    (folder / name).write_text(text.format(FORBIDDEN_FROM_NOW_ON), encoding="utf-8")
    faults = faults_of_decisions(tmp_path)
    assert len(faults) == 1
    assert fault in faults[0]
