"""The web server: gunicorn with threads; waitress where there is no gunicorn (Windows)."""

import socket
import sys

import click

THREADS = 8


def refuse_busy_port(host: str, port: int) -> None:
    """Leave with a message where something listens on the port already."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As servers do: a port whose last connection is only just closed is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"Port {port} is in use. Stop what uses it, or choose another: PORT={port + 1} with make, "
                f"--port {port + 1} otherwise."
            ) from error


def serve(*, host: str, port: int, workers: int = 1) -> None:
    """Serve `wsgi` until interrupted."""
    if sys.platform == "win32":
        from waitress import serve as serve_with_waitress

        from review_toolkit import create_app

        serve_with_waitress(create_app(), host=host, port=port, threads=THREADS)
        return
    from gunicorn.app.wsgiapp import WSGIApplication

    sys.argv = [
        "review-toolkit",
        "--bind",
        f"{host}:{port}",
        "--workers",
        str(workers),
        "--threads",
        str(THREADS),
        "--worker-class",
        "gthread",
        "--log-level",
        "warning",
        "review_toolkit:create_app()",
    ]
    WSGIApplication("%(prog)s [OPTIONS]").run()
