"""Which wheels run on the box: those for aarch64 and a glibc no newer than Debian 13's. Data alone."""

from typing import Final

from image_build.recipe import PYTHON

# Debian 13 has glibc 2.41; wheels name the oldest they run with (PEP 600). 2.17 is where manylinux for aarch64 began.
PLATFORMS: Final = (*(f"manylinux_2_{minor}_aarch64" for minor in range(41, 16, -1)), "manylinux2014_aarch64")
# The conditions of PEP 508, as Python on the box would answer them.
TARGET_ENVIRONMENT: Final = {
    "implementation_name": "cpython",
    "implementation_version": ".".join(map(str, PYTHON)) + ".5",
    "os_name": "posix",
    "platform_machine": "aarch64",
    "platform_python_implementation": "CPython",
    "platform_release": "",
    "platform_system": "Linux",
    "platform_version": "",
    "python_full_version": ".".join(map(str, PYTHON)) + ".5",
    "python_version": ".".join(map(str, PYTHON)),
    "sys_platform": "linux",
}
