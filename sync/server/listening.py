"""The socket that headquarters listens on, before anything answers on it."""

from __future__ import annotations

import errno
import socket
from typing import Final

from desktop.errors import Problem

BACKLOG: Final = 2048


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises Problem ``hq_port_taken``."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(BACKLOG)
    except OSError as error:
        listening.close()
        if error.errno in {errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL}:
            raise Problem("hq_port_taken", port=port) from error
        raise
    return listening
