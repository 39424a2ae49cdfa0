"""Every page as it looks: on a wide screen, on a phone, enlarged, in the reader's own colours, on paper."""

import pytest

from tests.journeys.conftest import aside
from tests.membership.holding import alter, day, membership_id

NARROW = (360, 320)
"""A small phone, and what is left of 1280 pixels at 400 per cent (WCAG 1.4.10)."""
PAGES_OF_A_REVIEW = (
    *("", "/baseline", "/baseline/import", "/baseline/check", "/report", "/stages/baseline"),
    *("/people", "/people/invite"),
)
PAGES_OF_A_REVIEWER = ("", "/report", "/people", "/people/declaration", "/stages/report")
PAGES_OF_A_RELEASE = ("/baseline/working-view", "/baseline/withdraw/1", "/releases/1/audit")


@pytest.fixture
def at_every_width(visitor):
    """Look at a page on a wide screen and on narrow ones."""

    def look(path, *, expect=200):
        visitor.page.set_viewport_size({"width": 1280, "height": 900})
        visitor.open(path, expect=expect)
        visitor.look()
        for width in NARROW:
            visitor.page.set_viewport_size({"width": width, "height": 800})
            visitor.look_sideways()

    return look


def test_pages_for_everybody(visitor, at_every_width, review):
    for path, status in (("/sign-in", 200), ("/no-such-page", 404)):
        at_every_width(path, expect=status)
    visitor.sign_in(review.emails["administrator"])
    for path, status in (("/", 200), ("/outbox", 200), ("/reviews/new", 200), ("/no-such-page", 404)):
        at_every_width(path, expect=status)


def test_a_review_without_any_data(visitor, at_every_width, review):
    visitor.sign_in(review.emails["hr_lead"])
    for path in PAGES_OF_A_REVIEW:
        at_every_width(f"/reviews/{review.id}{path}")


def test_a_review_as_its_reviewer_sees_it_in_the_last_week(visitor, at_every_width, review, site):
    terms = {
        "purpose": "Draft the report",
        "stages": "baseline,report",
        "starts_on": day(-9),
        "ends_on": day(3),
    }
    aside(lambda: alter(site.app, review, "reviewer", **terms))
    role = aside(lambda: membership_id(site.app, review, "reviewer"))
    visitor.sign_in(review.emails["reviewer"])
    for path in PAGES_OF_A_REVIEWER:
        at_every_width(f"/reviews/{review.id}{path}")
    visitor.press("Sign out")
    visitor.sign_in(review.emails["hr_lead"])
    at_every_width(f"/reviews/{review.id}/people/{role}")


def test_long_names_and_thirty_directorates(visitor, at_every_width, released, crowded):
    visitor.sign_in(released.emails["hr_lead"])
    at_every_width("/")
    for path in (*PAGES_OF_A_REVIEW, *PAGES_OF_A_RELEASE):
        at_every_width(f"/reviews/{crowded}{path}")
    visitor.open(f"/reviews/{crowded}/baseline")
    assert visitor.page.get_by_role("table", name="Staff by directorate").locator("tbody tr").count() == 30


def test_a_chart_can_be_read_on_a_phone(visitor, released):
    visitor.page.set_viewport_size({"width": 360, "height": 800})
    visitor.sign_in(released.emails["network_member"])
    visitor.open(f"/reviews/{released.id}/baseline")
    texts = visitor.page.locator("figure svg text").filter(has_text="%")
    heights = [text.bounding_box()["height"] for text in texts.all()]
    assert min(heights) >= 10


def test_in_forced_colours_and_with_less_motion_everything_keeps_its_edge(visitor, released):
    visitor.page.emulate_media(forced_colors="active", reduced_motion="reduce")
    visitor.sign_in(released.emails["hr_lead"])
    visitor.open(f"/reviews/{released.id}/report")
    edge = "one => getComputedStyle(one).borderTopStyle + getComputedStyle(one).outlineStyle"
    for control in visitor.page.locator("main button, .app-header button").all():
        assert "solid" in control.evaluate(edge)
    visitor.open(f"/reviews/{released.id}/baseline")
    own_colours = "one => getComputedStyle(one).forcedColorAdjust + getComputedStyle(one).backgroundColor"
    assert visitor.page.locator("figure svg").first.evaluate(own_colours) == "nonergb(255, 255, 255)"
    moving = "all => all.filter(one => parseFloat(getComputedStyle(one).animationDuration) > 0).length"
    assert visitor.page.locator("*").evaluate_all(moving) == 0
    visitor.look()


def test_paper_has_the_figures_and_none_of_the_buttons(visitor, released):
    visitor.sign_in(released.emails["hr_lead"])
    visitor.open(f"/reviews/{released.id}/baseline")
    visitor.page.emulate_media(media="print")
    assert visitor.page.get_by_role("table", name="Staff by ethnic group", exact=True).is_visible()
    for useless in (".app-header__account", ".app-before-main", "button", ".app-not-printed"):
        for one in visitor.page.locator(useless).all():
            assert not one.is_visible()


def test_these_tests_notice_what_a_page_must_not_do(visitor):
    visitor.open("/sign-in")
    visitor.page.evaluate("""async () => {
        const picture = new Image();
        const gone = new Promise(done => { picture.onerror = done; });
        picture.src = "http://elsewhere.example/picture.png";
        document.body.append(picture);
        await gone;
        document.body.setAttribute("style", "color: red");
        console.error("a fault");
        setTimeout(() => { throw new Error("thrown"); }, 0);
    }""")
    visitor.page.evaluate("new Promise(done => setTimeout(done, 50))")
    noted = " | ".join(visitor.complaints)
    for fault in ("img-src", "style-src", "a fault", "thrown"):
        assert fault in noted
    visitor.page.evaluate("""document.querySelector("label").remove()""")
    with pytest.raises(AssertionError, match="label"):
        visitor.look()
    visitor.page.evaluate(
        """document.body.insertAdjacentHTML("beforeend", '<p class="nhsuk-body">' + 'w'.repeat(999))"""
    )
    with pytest.raises(AssertionError, match="sideways"):
        visitor.look_sideways()
    visitor.complaints.clear()
