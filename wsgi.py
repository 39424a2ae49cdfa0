"""What a server imports: `gunicorn wsgi:app`."""

from review_toolkit import app_to_serve

app = app_to_serve()
