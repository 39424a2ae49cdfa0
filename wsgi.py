"""What a server imports: `gunicorn wsgi:app`."""

from review_toolkit import create_app

app = create_app()
