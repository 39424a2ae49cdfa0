"""The wheel at work: installed in a fresh environment, far from the checkout, it makes pages and reports."""

import json
import re
from pathlib import Path

import docx
import pytest

from review_toolkit.worked_example import ACCOUNTS, ORGANISATION
from review_toolkit.worked_example.organisation import REVIEW_TITLE
from tests.contracts.wheels import ROOT, SHIPPED, Installed, build_wheel, copy_of_sources, install
from tests.web.page_checks import check_page

PACKAGE = "review_toolkit"
REPORT = f"{SHIPPED}/report_templates/commissioned-review.docx"
_WHERE = "import json, sys, review_toolkit as r; print(json.dumps([r.__file__, r.__version__, sys.path]))"

# Signs in as a person would and asks for each path; "REVIEW" stands for the first review on the front page.
_VISIT = """
import json, os, re, sys
instance, email, password, *paths = sys.argv[1:]
os.environ["REVIEW_TOOLKIT_INSTANCE"] = instance
from review_toolkit import app_to_serve
client = app_to_serve().test_client()
token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/sign-in").text).group(1)
client.post("/sign-in", data={"csrf_token": token, "email": email, "password": password})
review = re.search("/reviews/[0-9a-f-]{36}", client.get("/").text).group(0)
answers = [client.get(path.replace("REVIEW", review)) for path in paths]
text = lambda answer: answer.text if answer.mimetype == "text/html" else ""
print(json.dumps([[each.status_code, each.mimetype, text(each)] for each in answers]))
"""
_PATHS = ("/", "REVIEW", "REVIEW/baseline", "REVIEW/report", "REVIEW/releases/1.xlsx", "/static/toolkit.css")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("fresh")
    return install(build_wheel(copy_of_sources(folder)), folder)


@pytest.fixture(scope="module")
def instance(installed: Installed) -> Path:
    """A demo instance that the installed command made."""
    path = installed.outside / "instance"
    told = installed.run("review-toolkit", "demo", "--no-serve", "--instance", path)
    assert str(path) in told
    return path


def check_pages(installed: Installed, instance: Path) -> None:
    """Raise AssertionError unless the installed application shows its pages, an asset and a download."""
    password = json.loads((instance / "demo-sign-ins.json").read_text(encoding="utf-8"))["password"]
    email = next(account.email for account in ACCOUNTS if account.role == "hr_lead")
    answers = json.loads(installed.run("python", "-c", _VISIT, instance, email, password, *_PATHS))
    for path, (status, mimetype, text) in zip(_PATHS, answers, strict=True):
        assert status == 200, f"{path} answered {status}."
        if mimetype == "text/html":
            check_page(text, status)
            assert ORGANISATION in text


def check_report(installed: Installed, instance: Path) -> None:
    """Raise AssertionError unless the installed command fills the report's template."""
    output = installed.outside / "copy.docx"
    code = "import os, sys; os.environ['REVIEW_TOOLKIT_INSTANCE'] = sys.argv.pop(1)\n"
    code += "from review_toolkit.commands import main; main()"
    installed.run("python", "-c", code, instance, "report", REVIEW_TITLE, "--output", output)
    check_document(output)


def places_of_the_package(installed: Installed) -> list[Path]:
    """Return each folder of the environment's path that the package could be imported from."""
    path = json.loads(installed.run("python", "-c", _WHERE))[2]
    places = [installed.outside / folder for folder in path]
    return [place for place in places if (place / PACKAGE / "__init__.py").exists()]


def check_document(path: Path) -> None:
    document = docx.Document(str(path))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert ORGANISATION in text
    assert "{{" not in text
    assert document.tables
    assert re.search("figure:representation_[a-z2-7]{7}", document.element.xml)


def test_what_runs_is_the_wheel_and_nothing_of_the_checkout(installed: Installed) -> None:
    file, version = json.loads(installed.run("python", "-c", _WHERE))[:2]
    assert Path(file).is_relative_to(installed.site_packages)
    assert not installed.site_packages.is_relative_to(ROOT)
    assert re.fullmatch(r"\d+\.\d+\.\d+", version)
    assert places_of_the_package(installed) == [installed.site_packages]


def test_a_way_to_the_checkout_would_be_noticed(installed: Installed) -> None:
    way = installed.site_packages / "checkout.pth"
    way.write_text(f"{ROOT}\n", encoding="utf-8")
    try:
        assert places_of_the_package(installed) == [installed.site_packages, ROOT]
    finally:
        way.unlink()


def test_an_installed_wheel_makes_the_worked_example_and_its_report(instance: Path) -> None:
    check_document(instance / "reports" / "commissioned-review.docx")


def test_an_installed_wheel_shows_its_pages_and_hands_out_a_release(
    installed: Installed, instance: Path
) -> None:
    check_pages(installed, instance)


def test_an_installed_wheel_fills_the_report_again(installed: Installed, instance: Path) -> None:
    check_report(installed, instance)


@pytest.mark.parametrize(
    "name",
    [
        f"{SHIPPED}/templates/baseline/show.html",
        f"{SHIPPED}/templates/layouts/base.html",
        f"{PACKAGE}/static/toolkit.css",
        f"{PACKAGE}/content/data/indicators.yaml",
        f"{PACKAGE}/migrations/versions/0001_first_schema.py",
    ],
)
def test_a_file_that_pages_need_and_a_wheel_lacks_is_noticed(
    installed: Installed, instance: Path, name: str
) -> None:
    with installed.without(name), pytest.raises(AssertionError):
        check_pages(installed, instance)


@pytest.mark.parametrize("name", [REPORT, f"{PACKAGE}/content/data/indicators.yaml"])
def test_a_file_that_the_report_needs_and_a_wheel_lacks_is_noticed(
    installed: Installed, instance: Path, name: str
) -> None:
    with installed.without(name), pytest.raises(AssertionError, match="failed"):
        check_report(installed, instance)
