"""Files that the import page refuses: each with a clear sentence, and nothing half done."""

import io
import zipfile
from collections.abc import Callable

import pytest
import xlsxwriter
from flask import Flask

from review_toolkit.baseline import queries
from tests.clients import CheckedClient
from tests.databases import looked_at_once
from tests.files.samples import OLE, PDF_FILE, claiming, document, png, workbook
from tests.people import ReviewWithPeople
from tests.web.page_checks import parse_page, text_of

pytestmark = looked_at_once

ClientFor = Callable[[str], CheckedClient]
ENCRYPTED = OLE + "EncryptedPackage".encode("utf-16-le")
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY more "&lol;&lol;&lol;&lol;">]>'
    b"<sst><si><t>&more;</t></si></sst>"
)
BOMB = workbook(xl__worksheets__sheet1_dot_xml=b"\n" * 60_000_000)
FORM = "multipart/form-data; boundary=edge"
MEGABYTE = 1024 * 1024
HEAD = ["Employee id", "Ethnicity", "Salary"]


def staff(rows: list[list[object]]) -> bytes:
    """Write a workbook; a pair is a formula and the value that is stored with it, None for no value."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Staff")
        for row, cells in enumerate([HEAD, *rows]):
            for column, cell in enumerate(cells):
                if isinstance(cell, tuple):
                    sheet.write_formula(row, column, cell[0], None, "" if cell[1] is None else cell[1])
                else:
                    sheet.write(row, column, cell)
    return stream.getvalue()


def without_stored_values(content: bytes) -> bytes:
    """Return a workbook as programs write it that leave computing to Excel: formulas without values."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as read, zipfile.ZipFile(stream, "w") as written:
        for member in read.infolist():
            text = read.read(member)
            if member.filename.endswith("sheet1.xml"):
                text = text.replace(b"<v></v>", b"").replace(b"<v>0</v></c>", b"</c>")
            written.writestr(member, text)
    return stream.getvalue()


def summary_of(page: str) -> str:
    for element in parse_page(page).iter("div"):
        if "nhsuk-error-summary" in element.get("class", "").split():
            return text_of(element)
    raise AssertionError("There is no error summary.")


def body_of(client: CheckedClient, size: int) -> bytes:
    """Return an import form as it is sent. (The test client would write a body of this size to the disk.)"""
    parts = {
        b'name="csrf_token"': client.token().encode(),
        b'name="workforce"; filename="s.csv"': b"1,A\n" * (size // 4),
    }
    return (
        b"".join(
            b"--edge\r\nContent-Disposition: form-data; " + name + b"\r\n\r\n" + value + b"\r\n"
            for name, value in parts.items()
        )
        + b"--edge--\r\n"
    )


def refused(
    app: Flask, client: CheckedClient, review: ReviewWithPeople, content: bytes, name: str, **more: object
) -> str:
    """Send a file that must be refused; nothing of it is kept. Returns the error summary."""
    data = {"workforce": (io.BytesIO(content), name), **more}
    page = client.post(f"/reviews/{review.id}/baseline/import", data, expect=422).text
    with app.app_context():
        assert queries.current_extract(review.id) is None
    return summary_of(page)


CASES = [
    (ENCRYPTED, "staff.xlsx", "protected by a password. Remove the password"),
    (BOMB, "staff.xlsx", "unpacks to far more"),
    (claiming(BOMB, 60_000_000, 10), "staff.xlsx", "unpacks to far more"),
    (workbook(xl__sharedStrings_dot_xml=LAUGHS), "staff.xlsx", "declares XML entities"),
    (PDF_FILE, "staff.csv", "‘staff.csv’ is a PDF. Choose a CSV or Excel (.xlsx) file"),
    (document(), "staff.xlsx", "is a Word document. Choose a CSV or Excel (.xlsx) file"),
    (png(), "staff.xlsx", "is a picture (PNG). Choose a CSV or Excel (.xlsx) file"),
    (workbook(xl__vbaProject_dot_bin=b"\0"), "staff.xlsm", "with macros. Save it as an Excel workbook"),
    (staff([["1", "A", 20_000]])[:-100], "staff.xlsx", "damaged or cut short"),
    (b"", "staff.csv", "is empty"),
    (PDF_FILE, "../../etc/st\u202evsc.exe", "‘stvsc.exe’ is a PDF"),
]


@pytest.mark.parametrize(("content", "name", "said"), CASES, ids=[said[-30:] for *_, said in CASES])
def test_a_file_that_cannot_be_used_is_refused_in_plain_words(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor, content: bytes, name: str, said: str
) -> None:
    assert said in refused(app, client_for("hr_lead"), review, content, name)


def test_a_workbook_with_a_csv_name_is_read_as_what_it_is(
    review: ReviewWithPeople, client_for: ClientFor
) -> None:
    content = staff([[str(number), "A", 20_000] for number in range(20)])
    data = {"workforce": (io.BytesIO(content), "staff.csv")}
    client_for("hr_lead").post(f"/reviews/{review.id}/baseline/import", data)


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        (png(), "is a picture (PNG). Choose a YAML file"),
        (b"\0\1\2\3" * 40, "is neither text nor"),
        (b"columns: [", "mapping.yaml"),
    ],
)
def test_a_mapping_that_is_none_is_refused_too(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor, mapping: bytes, said: str
) -> None:
    content = b"employee_id,ethnicity\n1,A\n"
    more = {"mapping": (io.BytesIO(mapping), "mapping.yaml")}
    assert said in refused(app, client_for("hr_lead"), review, content, "staff.csv", **more)


def test_a_formula_counts_with_the_value_that_is_stored_with_it(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    rows: list[list[object]] = [[str(number), "A", ("=10000*2", 20_000 + number)] for number in range(20)]
    data = {"workforce": (io.BytesIO(staff(rows)), "staff.xlsx"), "pay_basis": "full_time_equivalent"}
    client_for("hr_lead").post(f"/reviews/{review.id}/baseline/import", data)
    assert pay_of(app, review) == [20_000 + number for number in range(20)]


def test_a_formula_without_a_stored_value_counts_as_blank(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    rows: list[list[object]] = [[str(number), "A", 20_000] for number in range(19)]
    content = without_stored_values(staff([*rows, ["19", "A", ("=10000*2", None)]]))
    data = {"workforce": (io.BytesIO(content), "staff.xlsx"), "pay_basis": "full_time_equivalent"}
    client_for("hr_lead").post(f"/reviews/{review.id}/baseline/import", data)
    assert sum(pay != pay for pay in pay_of(app, review)) == 1  # NaN is not itself


def test_a_formula_that_failed_is_refused_with_its_place(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    content = staff([["1", "A", 20_000], ["2", ("=NA()", "#N/A"), 20_000]])
    said = refused(app, client_for("hr_lead"), review, content, "staff.xlsx")
    assert "staff.xlsx, row 3, column 'Ethnicity'" in said
    assert "#N/A" in said


def test_of_60_mb_no_more_than_the_limit_is_held_and_the_page_says_so(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from review_toolkit.web import uploads

    held = []

    class Watched(uploads.BoundedUpload):
        def read(self, size: int | None = -1, /) -> bytes:
            content = super().read(size)
            held.append(len(content))
            return content

    monkeypatch.setattr(uploads, "BoundedUpload", Watched)
    client = client_for("hr_lead")
    page = client.post_body(
        f"/reviews/{review.id}/baseline/import", body_of(client, 60 * MEGABYTE), FORM, expect=422
    )
    assert "‘s.csv’ is 60.0 MB. Choose a file of at most 50 MB" in summary_of(page.text)
    assert max(held) == 50 * MEGABYTE + 1
    with app.app_context():
        assert queries.current_extract(review.id) is None


def test_more_than_a_request_may_hold_is_a_page_that_says_so(
    app: Flask, review: ReviewWithPeople, client_for: ClientFor
) -> None:
    client = client_for("hr_lead")
    page = client.post_body(
        f"/reviews/{review.id}/baseline/import", body_of(client, 70 * MEGABYTE), FORM, expect=413
    )
    assert "The file is too large" in page.text
    with app.app_context():
        assert queries.current_extract(review.id) is None


def pay_of(app: Flask, review: ReviewWithPeople) -> list[float]:

    with app.app_context():
        extract = queries.current_extract(review.id)
        assert extract is not None
        people = queries.workforce_of(extract, vault=app.extensions["vault"]).people
        return list(people["annual_pay"])
