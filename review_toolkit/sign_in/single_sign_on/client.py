"""What is said to a provider, and how its answer is checked: the only module that knows Authlib.

The authorisation code flow with state, nonce and PKCE. What the provider signs is checked against its own
keys: who signed, for whom, until when, and that it answers this very question.
"""

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app
from flask.typing import ResponseReturnValue

from review_toolkit.identity_provider import Provider

_EXTENSION = "identity_provider_client"
_SECONDS_TO_ANSWER = 5
_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures by a key of which we hold the public half. "none", and a shared secret, are none of them."""


class SignInRefused(Exception):
    """Nobody is let in. The message is for people and quotes nothing that the provider said."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a provider has signed in. `email` is "" where it says none."""

    issuer: str
    subject: str
    email: str
    is_email_verified: bool


def lead_to_provider(provider: Provider, *, return_to: str) -> ResponseReturnValue:
    """Lead a browser to the provider; raise `SignInRefused` where it does not answer."""
    from authlib.common.errors import AuthlibBaseError
    from requests import RequestException

    try:
        answer: ResponseReturnValue = _client(provider).authorize_redirect(return_to)
    except (AuthlibBaseError, RequestException, ValueError, RuntimeError) as error:
        raise SignInRefused(_DOES_NOT_ANSWER.format(provider.name)) from error
    return answer


def who_came_back(provider: Provider) -> Identity:
    """Return whom the provider says this request is from; raise `SignInRefused` where that is not proved."""
    from authlib.common.errors import AuthlibBaseError
    from authlib.integrations.base_client.errors import OAuthError
    from joserfc.errors import JoseError
    from requests import RequestException

    required = {"essential": True}
    options = {
        "iss": required | {"value": provider.issuer},
        "aud": required | {"value": provider.client_id},
        "sub": required,
        "exp": required,
        "iat": required,
    }
    try:
        token = _client(provider).authorize_access_token(claims_options=options)
    except RequestException as error:
        raise SignInRefused(_DOES_NOT_ANSWER.format(provider.name)) from error
    except OAuthError as error:
        said = _CANCELLED if error.error == "access_denied" else _NOT_PROVED
        raise SignInRefused(said.format(provider.name)) from error
    except (AuthlibBaseError, JoseError, ValueError, KeyError, TypeError, RuntimeError) as error:
        raise SignInRefused(_NOT_PROVED.format(provider.name)) from error
    said = token.get("userinfo")
    if not said:
        raise SignInRefused(_NOT_PROVED.format(provider.name))
    return Identity(
        issuer=provider.issuer,
        subject=str(said["sub"]),
        email=str(said.get("email") or ""),
        is_email_verified=said.get("email_verified") is True,
    )


def init_client(app: Flask, provider: Provider | None) -> None:
    """Keep room for the client; it is made when somebody first signs in, for its library is heavy."""
    app.extensions[_EXTENSION] = None
    app.extensions["provider"] = provider
    app.jinja_env.globals["sign_in_with"] = provider.name if provider else ""


def _client(provider: Provider) -> Any:
    if current_app.extensions[_EXTENSION] is None:
        from authlib.integrations.flask_client import OAuth

        client = OAuth(current_app).register(
            name="organisation",
            client_id=provider.client_id,
            client_secret=provider.client_secret,
            server_metadata_url=f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid email profile",
                "code_challenge_method": "S256",
                "default_timeout": _SECONDS_TO_ANSWER,
            },
        )
        current_app.extensions[_EXTENSION] = client
    client = current_app.extensions[_EXTENSION]
    # Whatever the provider says that it can do, an answer without a signature of its own is none.
    client.load_server_metadata()["id_token_signing_alg_values_supported"] = list(_ALGORITHMS)
    return client


_DOES_NOT_ANSWER = (
    "{} does not answer at the moment, so nobody can sign in with it. Try again in a few minutes, or sign in "
    "with a password."
)
_CANCELLED = "You did not sign in with {}. Nothing was changed."
_NOT_PROVED = (
    "{} did not prove that it is you: signing in took too long, was begun in another window, or the answer "
    "was damaged. Begin again. If it happens again, tell whoever runs the service for you."
)
