"""Coming in, staying out, and finding the way with a keyboard alone."""

import pytest

FOCUS = """() => {
    const at = document.activeElement;
    const style = getComputedStyle(at);
    const name = at.getAttribute("aria-label") || at.labels?.[0]?.innerText || at.innerText || "";
    return {name: name.trim(), outline: `${style.outlineStyle} ${style.outlineWidth}`};
}"""


def tab_to(visitor, name):
    """Press Tab until something of this name has the focus; each stop on the way must be seen."""
    for _ in range(60):
        visitor.page.keyboard.press("Tab")
        focus = visitor.page.evaluate(FOCUS)
        assert focus["outline"].split()[0] != "none", f"No outline where the focus is: {focus}"
        assert not focus["outline"].endswith(" 0px"), f"No outline where the focus is: {focus}"
        if focus["name"].startswith(name):
            return
    raise AssertionError(f"Tab does not lead to '{name}'.")


def press_enter(visitor):
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")


@pytest.mark.parametrize("email", ["nobody@example.org", "not an address", "", None])
def test_a_wrong_sign_in_says_one_thing_whoever_it_is(visitor, review, email):
    visitor.sign_in(review.emails["hr_lead"] if email is None else email, "not the password" if email else "")
    assert visitor.problems == [
        "Check the email address and the password, then try again: together they match no account"
    ]
    assert visitor.page.title().startswith("Error: Sign in")
    visitor.look()
    visitor.sign_in(review.emails["hr_lead"])
    assert visitor.heading == "Your reviews"


def test_a_bookmark_asks_to_sign_in_and_leads_back(visitor, released):
    visitor.open(f"/reviews/{released.id}/baseline")
    assert visitor.heading == "Sign in"
    visitor.sign_in(released.emails["network_member"], "wrong at first")
    visitor.sign_in(released.emails["network_member"])
    assert visitor.heading == "Demographic baseline"


def test_after_signing_out_the_back_button_shows_nothing(visitor, released):
    # Given figures on the screen
    visitor.sign_in(released.emails["hr_lead"])
    visitor.open(f"/reviews/{released.id}/baseline")
    assert "153 people" in visitor.text
    # When the person signs out and somebody else goes back
    visitor.press("Sign out")
    assert visitor.heading == "Sign in"
    visitor.page.go_back()
    # Then there is the sign-in page and nothing of the figures
    assert visitor.heading == "Sign in"
    assert "153 people" not in visitor.text
    visitor.open(f"/reviews/{released.id}/report")
    assert visitor.heading == "Sign in"


@pytest.mark.parametrize("scripts", [True, False])
def test_what_was_typed_survives_the_end_of_the_visit(visitor_to, review, scripts):
    # Given an administrator who types for long, with and without JavaScript
    visitor = visitor_to(java_script_enabled=scripts)
    visitor.sign_in(review.emails["administrator"])
    visitor.open("/reviews/new")
    visitor.fill("Title of the review", "A title that took an hour to find")
    visitor.fill("Day", "31")
    # When the visit is over before the form is sent
    visitor.context.clear_cookies()
    visitor.press("Set up the review")
    # Then they are asked to sign in, and see that nothing is lost
    assert visitor.heading == "Sign in"
    assert "what you had typed comes back" in visitor.text
    if scripts:
        visitor.look()
    visitor.sign_in(review.emails["administrator"])
    assert visitor.heading == "You are signed in again"
    if scripts:
        visitor.look()
    visitor.press("Show the form with what I typed")
    assert (
        visitor.page.get_by_label("Title of the review").input_value() == "A title that took an hour to find"
    )
    assert visitor.page.get_by_label("Day", exact=True).input_value() == "31"
    assert "It has not been sent" in visitor.text
    assert not visitor.problems
    # And with an old token alone, the form comes back at once
    visitor.page.evaluate("document.querySelector('main [name=csrf_token]').value = 'old'")
    visitor.press("Set up the review")
    assert visitor.heading == "Set up a review"
    assert "send it again" in visitor.text
    assert visitor.page.get_by_label("Day", exact=True).input_value() == "31"


def test_signing_in_and_importing_need_no_mouse(visitor, review, files):
    # From the start, or the first Enter may come before the browser knows that somebody waits for files.
    visitor.page.on("filechooser", lambda _chooser: None)
    visitor.open("/sign-in")
    visitor.page.keyboard.press("Tab")
    assert visitor.page.evaluate(FOCUS)["name"] == "Skip to main content"
    tab_to(visitor, "Email address")
    visitor.page.keyboard.type(review.emails["hr_lead"])
    tab_to(visitor, "Password")
    visitor.page.keyboard.type("a long enough password")
    press_enter(visitor)
    assert visitor.heading == "Your reviews"

    for name in (
        visitor.page.locator("main h2 a").inner_text(),
        "Demographic baseline",
        "Import a workforce",
    ):
        tab_to(visitor, name)
        press_enter(visitor)
    for name, file in (("Workforce file", files.workforce), ("Mapping", files.mapping)):
        tab_to(visitor, name)
        with visitor.page.expect_file_chooser() as choosing:
            visitor.page.keyboard.press("Enter")
        choosing.value.set_files(file)
    tab_to(visitor, "Read the file")
    press_enter(visitor)
    visitor.wait_for("the figures")
    assert visitor.heading == "Check the workforce file"
    tab_to(visitor, "I have checked these figures")
    visitor.page.keyboard.press("Space")
    tab_to(visitor, "Release these figures")
    press_enter(visitor)
    visitor.wait_for("the baseline")
    assert visitor.heading == "Demographic baseline"
