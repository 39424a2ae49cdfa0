"""`review-toolkit serve`."""

import click


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65_535), default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(min=1), default=1, show_default=True, help="Server processes.")
@click.option("--no-worker", is_flag=True, help="Run no background worker; `worker` runs elsewhere.")
def command(host: str, port: int, workers: int, no_worker: bool) -> None:
    """Serve the application until interrupted, with a background worker beside it."""
    from review_toolkit.commands.keeping import WORKER
    from review_toolkit.commands.running import running_app
    from review_toolkit.commands.server import refuse_busy_port, serve

    refuse_busy_port(host, port)
    with running_app():
        pass  # refuses here, in words, rather than in a worker's log
    serve(host=host, port=port, workers=workers, worker=None if no_worker else WORKER)
