"""The program that holds a network open: it makes sockets there for others, and ends when its caller does. Knows no telephone.

Run as `python -m tests.phones_rig.inside DESCRIPTOR`, in a network namespace of its own. On that socket comes one letter for each socket
that is wanted, `t` (TCP) or `u` (UDP), and the socket goes back as a descriptor.
"""

import socket
import subprocess
import sys

KINDS = {b"t": socket.SOCK_STREAM, b"u": socket.SOCK_DGRAM}


def main() -> None:
    """Bring the loopback up, say that the network is there, and serve until the caller has gone."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    with socket.socket(fileno=int(sys.argv[1])) as caller:
        caller.sendall(b"+")
        while letter := caller.recv(1):
            with socket.socket(socket.AF_INET, KINDS[letter]) as made:
                socket.send_fds(caller, [letter], [made.fileno()])


if __name__ == "__main__":
    main()
