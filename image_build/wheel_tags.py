"""Says which wheels run where: on the box, and on each kind of district server. They need a glibc no newer than Debian 13's. Data only."""

from typing import Final

from image_build.recipe import PYTHON


def platforms(machine: str) -> tuple[str, ...]:
    """Return the platforms whose wheels run there. Debian 13 has glibc 2.41, and a wheel names the oldest glibc with which it runs (PEP
    600).

    manylinux for aarch64 began with 2.17, and older wheels for x86_64 are made with it.
    """
    return (*(f"manylinux_2_{minor}_{machine}" for minor in range(41, 16, -1)), f"manylinux2014_{machine}")


def environment(machine: str) -> dict[str, str]:
    """Return the answers to the conditions of PEP 508 that Python would give there."""
    return {
        "implementation_name": "cpython",
        "implementation_version": ".".join(map(str, PYTHON)) + ".5",
        "os_name": "posix",
        "platform_machine": machine,
        "platform_python_implementation": "CPython",
        "platform_release": "",
        "platform_system": "Linux",
        "platform_version": "",
        "python_full_version": ".".join(map(str, PYTHON)) + ".5",
        "python_version": ".".join(map(str, PYTHON)),
        "sys_platform": "linux",
    }


BOX: Final = "aarch64"
SERVERS: Final = ("x86_64", "aarch64")
