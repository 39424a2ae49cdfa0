"""Second steps in a real browser: a passkey of a device, and the code of an app."""

import pytest

from tests.sign_in.devices import code_of_app, key_in


@pytest.fixture
def own(review):
    """A review of the test's own, whose people have chosen nothing yet."""
    return review


def give_device(visitor):
    """Give the browser a device that makes and uses passkeys, as a laptop with a finger print reader does."""
    devices = visitor.page.context.new_cdp_session(visitor.page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_passkey_is_added_and_used_and_removed(visitor, own):
    # Given somebody with a device, signed in with a password
    give_device(visitor)
    visitor.sign_in(own.emails["network_member"])
    visitor.follow(f"Your account, signed in as {own.actors['network_member'].name}")
    visitor.look()
    # When they add a passkey
    visitor.follow("Choose a second step")
    visitor.look()
    visitor.follow("Add a passkey")
    visitor.look()
    visitor.fill("Name of this passkey", "Work laptop")
    visitor.page.get_by_role("button", name="Add a passkey").click()
    visitor.page.wait_for_url("**/account")
    assert "Your passkey is added" in visitor.text
    visitor.look()
    # Then it is asked for when they sign in next
    visitor.press("Sign out everywhere")
    visitor.sign_in(own.emails["network_member"])
    assert visitor.heading == "Show a second time that it is you"
    visitor.look()
    visitor.page.get_by_role("button", name="Use your passkey").click()
    visitor.page.wait_for_url(lambda url: url.endswith("/"))
    assert visitor.heading == "Your reviews"
    # And it can be removed again
    visitor.open("/account")
    visitor.press("Remove the passkey Work laptop")
    assert "The passkey is removed" in visitor.text


def test_a_device_without_the_passkey_says_so_and_lets_nobody_in(visitor, visitor_to, own):
    give_device(visitor)
    visitor.sign_in(own.emails["action_owner"])
    visitor.open("/account/second-step/passkeys/new")
    visitor.fill("Name of this passkey", "Work laptop")
    visitor.page.get_by_role("button", name="Add a passkey").click()
    visitor.page.wait_for_url("**/account")
    other = visitor_to()
    give_device(other)
    other.sign_in(own.emails["action_owner"])
    other.page.get_by_role("button", name="Use your passkey").click()
    other.page.get_by_text("Your device gave no passkey").wait_for()
    assert other.heading == "Show a second time that it is you"


def test_the_code_of_an_app_without_javascript(visitor_to, own):
    visitor = visitor_to(java_script_enabled=False)
    visitor.sign_in(own.emails["senior_leader"])
    visitor.open("/account/second-step/app")
    visitor.look_sideways()
    visitor.fill("Code from your app", "123")
    visitor.press("Continue")
    assert visitor.problems == ["Enter the code as 6 digits"]
    visitor.fill("Code from your app", code_of_app(key_in(visitor.page.content())))
    visitor.press("Continue")
    assert "From now on you are asked for the code of your app" in visitor.text
