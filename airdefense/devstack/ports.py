"""Free TCP ports on this machine."""

import socket

LOCALHOST = "127.0.0.1"


def free_port() -> int:
    """Name a port nobody listens on; whoever uses it must be ready to try another."""
    with socket.socket() as probe:
        probe.bind((LOCALHOST, 0))
        return probe.getsockname()[1]


def listen_from(wanted: int, attempts: int = 100) -> socket.socket:
    """Listen on the wanted port or the next free one: held from now on, so nobody can take it."""
    for port in range(wanted, min(wanted + attempts, 65536)):
        listener = socket.socket()
        # A port whose last connections are in TIME_WAIT is free; a listening one still refuses.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((LOCALHOST, port))
            listener.listen(512)
        except OSError:
            listener.close()
            continue
        return listener
    raise OSError(f"no free port from {wanted} on")
