"""The web server: gunicorn with threads; waitress where there is no gunicorn (Windows)."""

import errno
import os
import socket
import sys
from contextlib import nullcontext

import click

from review_toolkit.commands.keeping import WORKER, kept_worker

THREADS = 8


def refuse_busy_port(host: str, port: int) -> None:
    """Leave with a message where the server could not listen: the port is taken, or not ours to take."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET  # as gunicorn chooses
    try:
        address = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM)[0][4]
    except OSError as error:
        raise click.ClickException(
            f"There is no address '{host}' ({_told(error)}). Correct --host."
        ) from error
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            if os.name == "posix":
                # As servers do: a port whose last connection is only just closed is free. (On Windows the
                # option would let two servers have the same port.)
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            other = port + 1 if port < 65_535 else port - 1
            raise click.ClickException(
                f"Port {port} is in use. Stop what uses it, or choose another: PORT={other} with make, "
                f"--port {other} otherwise."
            ) from error
        raise click.ClickException(
            f"The server cannot listen on port {port} of {host}: {_told(error)}. Choose another port or host."
        ) from error


def serve(*, host: str, port: int, workers: int = 1, worker: str | None = WORKER) -> None:
    """Serve the application until interrupted; keep a worker running beside it, unless `worker` is None."""
    with kept_worker(worker) if worker else nullcontext():
        _serve(host=host, port=port, workers=workers)


def _serve(*, host: str, port: int, workers: int) -> None:
    if sys.platform == "win32":
        from waitress import serve as serve_with_waitress

        from review_toolkit import app_to_serve

        serve_with_waitress(app_to_serve(), host=host, port=port, threads=THREADS)
        return
    from gunicorn.app.wsgiapp import WSGIApplication

    sys.argv = [
        "review-toolkit",
        "--bind",
        f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "--workers",
        str(workers),
        "--threads",
        str(THREADS),
        "--worker-class",
        "gthread",
        "--log-level",
        "warning",
        "review_toolkit:app_to_serve()",
    ]
    WSGIApplication("%(prog)s [OPTIONS]").run()


def _told(error: OSError) -> str:
    return error.strerror or str(error)
