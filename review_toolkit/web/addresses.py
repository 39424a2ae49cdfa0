"""Which host the service answers to, and whose word it takes for who asks."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from review_toolkit.settings import Settings


def init_addresses(app: Flask, settings: Settings) -> None:
    """Believe as many proxies as the settings say, and answer to no other host than PUBLIC_URL's.

    Whoever writes another host into a request would otherwise find it in what the answer leads to.
    """
    if settings.trusted_proxies:
        trusted = settings.trusted_proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=trusted, x_proto=trusted, x_host=trusted
        )
    if settings.web_address:
        app.config["TRUSTED_HOSTS"] = [settings.web_address.hostname]
