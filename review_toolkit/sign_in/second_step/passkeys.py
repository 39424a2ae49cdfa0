"""Passkeys (WebAuthn, level 2): the only module that knows the library for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from review_toolkit.sign_in.models import Passkey

NAME = "Review toolkit"


class PasskeyRefused(ValueError):
    """What a browser sent does not prove a passkey. The message is for people."""


@dataclass(frozen=True, slots=True)
class Site:
    """The service as browsers know it: a passkey of one site is none of another."""

    host: str
    origin: str


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """The public half of a passkey that was just made."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


def new_challenge() -> bytes:
    """Return the random bytes that an answer has to contain."""
    from webauthn.helpers import generate_challenge

    return generate_challenge()


def making_options(
    site: Site, *, user_id: UUID, email: str, name: str, challenge: bytes, have: Sequence[Passkey]
) -> str:
    """Return, as JSON, what a browser is told to make a passkey."""
    from webauthn import generate_registration_options, options_to_json
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        PublicKeyCredentialDescriptor,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    options = generate_registration_options(
        rp_id=site.host,
        rp_name=NAME,
        user_id=user_id.bytes,
        user_name=email,
        user_display_name=name,
        challenge=challenge,
        exclude_credentials=[PublicKeyCredentialDescriptor(id=key.credential_id) for key in have],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
    )
    return options_to_json(options)


def made(answer: str, *, site: Site, challenge: bytes) -> NewPasskey:
    """Return the passkey that a browser made; raise `PasskeyRefused` where the answer proves none."""
    from webauthn import verify_registration_response
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        verified = verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise PasskeyRefused("The passkey could not be added. Try again, or use another one.") from error
    return NewPasskey(verified.credential_id, verified.credential_public_key, verified.sign_count)


def using_options(site: Site, *, challenge: bytes, have: Sequence[Passkey]) -> str:
    """Return, as JSON, what a browser is told to use one of somebody's passkeys."""
    from webauthn import generate_authentication_options, options_to_json
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor, UserVerificationRequirement

    options = generate_authentication_options(
        rp_id=site.host,
        challenge=challenge,
        allow_credentials=[PublicKeyCredentialDescriptor(id=key.credential_id) for key in have],
        # The password was the first step; a PIN or a finger on top of it is the device's own business.
        user_verification=UserVerificationRequirement.DISCOURAGED,
    )
    return options_to_json(options)


def used(answer: str, *, site: Site, challenge: bytes, have: Sequence[Passkey]) -> tuple[Passkey, int]:
    """Return the passkey that an answer proves, and its new count; raise `PasskeyRefused` otherwise.

    A count that does not grow tells of a copied device and is refused; many keep none and say 0.
    """
    from webauthn import verify_authentication_response
    from webauthn.helpers import parse_authentication_credential_json
    from webauthn.helpers.exceptions import WebAuthnException

    refusal = PasskeyRefused("That passkey could not be used. Try again, or use another way.")
    try:
        credential = parse_authentication_credential_json(answer)
        key = next((each for each in have if each.credential_id == credential.raw_id), None)
        if key is None:
            raise refusal
        verified = verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=key.public_key,
            credential_current_sign_count=key.sign_count,
        )
    except PasskeyRefused:
        raise
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise refusal from error
    return key, verified.new_sign_count
