"""The real server, with the worker of the soak test: `python -m tests.soak.serving PORT`."""

import sys

from review_toolkit.commands.running import running_app
from review_toolkit.commands.server import serve

if __name__ == "__main__":
    with running_app():
        pass
    serve(host="127.0.0.1", port=int(sys.argv[1]), worker="tests.soak.working")
