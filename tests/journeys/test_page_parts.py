"""Every kind of field and every part of a page in a browser, in each state and at each width."""

from contextlib import ExitStack

import pytest

from tests.journeys.browsing import Visitor
from tests.journeys.sample_pages import FORMS, sample_site, served

PAGES = [*(f"/forms/{name}" for name in FORMS), "/parts?page=6", "/confirm"]
WITH_ERRORS = ("/forms/everything", "/forms/further", "/forms/grouped", "/confirm")


@pytest.fixture
def samples(browser):
    """Open a window at the sample site; the test fails if a page misbehaved."""
    visitors = []
    with ExitStack() as windows:
        address = windows.enter_context(served(sample_site()))

        def window(**options):
            context = windows.enter_context(browser.new_context(base_url=address, locale="en-GB", **options))
            context.set_default_timeout(20_000)
            visitors.append(Visitor(context, address))
            return visitors[-1]

        yield window
    complaints = [complaint for visitor in visitors for complaint in visitor.complaints]
    assert not complaints, "\n".join(complaints)


def look_at_every_width(visitor):
    for width in (1280, 360, 320):
        visitor.page.set_viewport_size({"width": width, "height": 900})
        if width == 1280:
            visitor.look()
        visitor.look_sideways()


@pytest.mark.parametrize("path", PAGES)
def test_every_part_is_sound_on_wide_and_narrow_screens(samples, path):
    visitor = samples()
    visitor.open(path)
    look_at_every_width(visitor)


@pytest.mark.parametrize("path", WITH_ERRORS)
def test_every_part_is_sound_with_its_errors(samples, path):
    visitor = samples()
    visitor.open(path)
    visitor.page.locator("main form button[type=submit]").last.click()
    visitor.page.wait_for_selector(".nhsuk-error-summary")
    assert visitor.page.title().startswith("Error: ")
    look_at_every_width(visitor)
    # Each line of the summary leads to something that can be filled in or chosen.
    for link in visitor.page.locator(".nhsuk-error-summary a").all():
        link.click()
        assert visitor.page.evaluate("document.activeElement.matches('input, select, textarea, button')")


@pytest.mark.parametrize("path", PAGES)
def test_every_part_keeps_its_edges_in_forced_colours(samples, path):
    visitor = samples(forced_colors="active", reduced_motion="reduce")
    visitor.open(path)
    visitor.look()
    bare = visitor.page.evaluate("""() => [...document.querySelectorAll(
        'main input[type=text], main select, main textarea, main button')].filter(one => {
            const style = getComputedStyle(one);
            return one.checkVisibility() && style.borderTopStyle === 'none' && style.outlineStyle === 'none';
        }).filter(one => !one.closest('.nhsuk-u-visually-hidden') && !one.classList.contains(
            'nhsuk-u-visually-hidden')).map(one => one.outerHTML.slice(0, 120))""")
    assert bare == []


@pytest.mark.parametrize("scripts", [True, False])
def test_groups_are_added_and_removed_with_and_without_scripts(samples, scripts):
    visitor = samples(java_script_enabled=scripts)
    visitor.open("/forms/grouped")
    fill = visitor.page.locator
    fill('[name="people-0-name"]').fill("Ada")
    visitor.press("Add another person")
    assert visitor.page.url.endswith("#people-1")
    fill('[name="people-1-name"]').fill("Grace")
    visitor.press("Add another person")
    fill('[name="people-2-name"]').fill("Mary")
    # A list that is full offers no more
    assert not visitor.offers("Add another person")
    visitor.press("Remove person 2")
    names = [visitor.page.locator(f'[name="people-{number}-name"]').input_value() for number in (0, 1)]
    assert names == ["Ada", "Mary"]
    assert not visitor.problems
    # Enter in a field sends the form; it removes nobody
    with visitor.page.expect_navigation():
        fill('[name="people-1-name"]').press("Enter")
    assert "Choose an answer to ‘I am treated fairly at work’" in visitor.problems
    assert fill('[name="people-1-name"]').input_value() == "Mary"


@pytest.mark.parametrize("scripts", [True, False])
def test_a_choice_reveals_its_field_with_and_without_scripts(samples, scripts):
    visitor = samples(java_script_enabled=scripts)
    visitor.open("/forms/further")
    other = visitor.page.get_by_label("Which other reason?")
    assert not other.is_visible()
    visitor.page.get_by_label("Another reason").check()
    assert other.is_visible()
    counted = "You have 50 characters remaining" if scripts else "You can enter up to 50 characters"
    assert visitor.page.locator("main").get_by_text(counted).first.is_visible()
    visitor.page.get_by_label("I was afraid").check()
    assert not other.is_visible()


def test_none_of_these_rules_out_the_rest_at_once(samples):
    visitor = samples()
    visitor.open("/forms/further")
    visitor.page.get_by_label("Race equality network").check()
    visitor.page.get_by_label("None of these").check()
    assert not visitor.page.get_by_label("Race equality network").is_checked()


def test_paper_has_the_words_and_none_of_the_buttons(samples):
    visitor = samples()
    for path in PAGES:
        visitor.open(path)
        visitor.page.emulate_media(media="print")
        for button in visitor.page.locator("main .nhsuk-button").all():
            assert not button.is_visible()
        assert visitor.page.locator("h1").is_visible()
        # Paper cannot be scrolled: a frame cuts nothing off.
        for frame in visitor.page.locator(".nhsuk-scroll__content").all():
            assert frame.evaluate("one => getComputedStyle(one).overflowX") == "visible"


def test_a_wide_table_is_scrolled_by_keyboard_in_its_own_frame(samples):
    visitor = samples(viewport={"width": 360, "height": 800})
    visitor.open("/parts")
    frame = visitor.page.get_by_role("region", name="A wide table")
    frame.focus()
    visitor.page.keyboard.press("ArrowRight")
    visitor.page.evaluate("""() => new Promise(done => {
        const frame = document.querySelector('.nhsuk-scroll__content');
        const look = () => frame.scrollLeft > 0 ? done() : requestAnimationFrame(look);
        look();
    })""")
    visitor.look_sideways()
