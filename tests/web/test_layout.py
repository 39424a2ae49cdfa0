"""The frame of every page, and the pages that this package makes itself."""

from typing import Any

import pytest
from flask import Flask, flash, render_template, render_template_string
from jinja2.exceptions import UndefinedError

from review_toolkit.web.forms import BooleanField, EmailField, Form, HiddenField, PasswordField, Required
from tests.web.conftest import NOBODY, PERSON, make_app
from tests.web.page_checks import check_page, parse_page, text_of
from tests.web.sample_forms import Everything, Nested, sent

pytestmark = pytest.mark.usefixtures("app")

FORM_PAGE = """{% extends "layouts/form.html" %}
{% block before_main %}{{ nhs.back_link({"href": "/", "text": "Back"}) }}{% endblock %}
{% block heading %}Your organisation{% endblock %}
{% block cancel %}/{% endblock %}"""
SILENT_PAGE = """{% extends "layouts/base.html" %}{% block heading %}Quiet{% endblock %}
{% block content %}<p>No summary is asked for here.</p>{% endblock %}"""


def rendered(template: str, user: Any = NOBODY, **context: Any) -> str:
    app = make_app(user=user)
    with app.test_request_context():
        return render_template_string(template, **context)


def title_of(html: str) -> str:
    return text_of(next(parse_page(html).iter("title")))


def test_a_page_keeps_the_house_rules(app: Flask):
    response = app.test_client().get("/")
    check_page(response.text, 200)
    assert title_of(response.text) == "Fish & chips – Harbour & Vale Members' Trust – Review toolkit"


def test_the_header_names_the_organisation_and_offers_to_sign_out():
    html = rendered(SILENT_PAGE, user=PERSON)
    check_page(html, 200)
    header = next(parse_page(html).iter("header"))
    for words in ("Harbour & Vale Members' Trust", "Review toolkit", "Ama Mensah-Clarke", "Sign out"):
        assert words in text_of(header)
    form = next(header.iter("form"))
    assert (form.get("method"), form.get("action")) == ("post", "/sign-out")


def test_without_an_organisation_the_product_stands_alone():
    app = make_app(organisation_name=None)
    html = app.test_client().get("/").text
    check_page(html, 200)
    assert title_of(html) == "Fish & chips – Review toolkit"
    assert "Sign out" not in html


def test_there_is_no_logo_of_the_health_service():
    html = rendered(SILENT_PAGE, user=PERSON)
    assert "NHS" not in text_of(parse_page(html))
    assert "<svg" not in html


@pytest.mark.parametrize("template", [FORM_PAGE, SILENT_PAGE])
def test_no_page_can_forget_the_error_summary(template):
    html = render_template_string(template, form=sent({}))
    assert title_of(html).startswith("Error: ")
    assert "There is a problem" in html
    if template is FORM_PAGE:
        check_page(html, 422)
        assert 'enctype="multipart/form-data"' in html


def test_several_forms_of_a_page_share_the_summary():
    html = render_template_string(SILENT_PAGE, forms=[sent({}), Nested()])
    assert html.count("There is a problem") == 1


def test_a_form_page_without_errors_keeps_the_house_rules():
    html = render_template_string(FORM_PAGE, form=Everything())
    check_page(html, 200)
    assert not title_of(html).startswith("Error")
    assert "Cancel" in html


def test_messages_say_how_urgent_they_are():
    flash("You signed off <Commission>.")
    flash("The wave closes tomorrow.", "info")
    flash("Two rows were set aside.", "warning")
    html = render_template_string(SILENT_PAGE)
    check_page(html, 200)
    banners = [
        element
        for element in parse_page(html).iter("div")
        if element.get("data-module", "").endswith("banner")
    ]
    assert [banner.get("role") for banner in banners] == ["alert", "status", "alert"]
    assert "You signed off <Commission>." in text_of(banners[0])


def test_a_page_without_a_heading_is_refused():
    with pytest.raises(Exception, match="heading"):
        render_template_string('{% extends "layouts/base.html" %}')


def test_a_misspelt_name_fails():
    with pytest.raises(UndefinedError, match="reveiw"):
        render_template_string("{{ reveiw }}")


def test_the_sign_in_page_keeps_the_house_rules():
    class LoginForm(Form):
        email = EmailField("Identity", [Required("Enter your email address")])
        password = PasswordField(
            "Secret", [Required("Enter your password")], description="<a href='/x'>?</a>"
        )
        remember = BooleanField("Remember")
        next = HiddenField()

    check_page(render_template("sign_in/sign_in.html", login_user_form=LoginForm()), 200)
    form = LoginForm(formdata=None, meta={"csrf": False})
    form.validate()
    html = render_template("sign_in/sign_in.html", login_user_form=form)
    check_page(html, 200)
    assert title_of(html).startswith("Error: Sign in")
    assert "Enter your email address" in html
