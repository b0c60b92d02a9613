"""Which wheels run where: on the box, and on a district's server of either kind. A glibc no newer than Debian 13's. Data alone."""

from typing import Final

from image_build.recipe import PYTHON


def platforms(machine: str) -> tuple[str, ...]:
    """The names of platforms whose wheels run there: Debian 13 has glibc 2.41, and wheels name the oldest they run with (PEP 600).

    2.17 is where manylinux began for aarch64, and what older wheels for x86_64 are made with.
    """
    return (*(f"manylinux_2_{minor}_{machine}" for minor in range(41, 16, -1)), f"manylinux2014_{machine}")


def environment(machine: str) -> dict[str, str]:
    """The conditions of PEP 508, as Python there would answer them."""
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
