"""Lists what an image is made of: targets, Debian packages, sizes, each with its reason. Data only; it builds nothing."""

from dataclasses import dataclass
from typing import Final

SUITE: Final = "trixie"  # Debian 13. It has Python 3.13 and systemd 257, and gets security updates until 2028.
ARCHITECTURE: Final = "arm64"
# The time stamp of everything in an image that has no time of its own. 9 October 2025 is before any image of ours, so it never sets a
# clock back.
SOURCE_DATE_EPOCH: Final = 1_760_000_000
# The box's Python. The same version makes bytecode on the building machine, since nothing can be written on a read-only root.
PYTHON: Final = (3, 13)
MIB: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Package:
    """A Debian package that we ask for by name. The packages on which it depends come with it; packages that it only recommends do not."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Kernel:
    """One kernel with the firmware that starts it. Targets with the same kernel share a layer, and every byte of the image."""

    suite: str
    metapackage: str
    # Names (as `fnmatch` patterns) of the packages that are unpacked, from all that the metapackage brings. The rest is for making an
    # initramfs on a box.
    unpacked: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Target:
    """A kind of box for which an image is made. `tested` says honestly where an image for it was seen to run."""

    name: str
    kernel: Kernel
    says: str
    tested: str


# What a Raspberry Pi needs before it can read a kernel (bootcode.bin, start*.elf, fixup*.dat), and the one program of our initramfs.
BOOT_PACKAGES: Final = (
    Package(
        "raspi-firmware", "the Raspberry Pi's own first stages; from non-free-firmware, may be passed on with the image"
    ),
    Package("busybox-static", "the one program in the initramfs; it is not on the root"),
)

STABLE: Final = Kernel(
    suite=SUITE,
    metapackage="linux-image-arm64",
    unpacked=("linux-image-[0-9]*", "raspi-firmware", "busybox-static"),
    why="Debian 13's own kernel, which gets its security updates; it drives the card, network and sound of a Pi 3 and Pi 4",
)
BACKPORTED: Final = Kernel(
    suite=f"{SUITE}-backports",
    metapackage="linux-image-arm64",
    unpacked=(
        "linux-image-[0-9]*",
        "linux-binary-[0-9]*",
        "linux-modules-[0-9]*",
        "linux-base-[0-9]*",
        "raspi-firmware",
        "busybox-static",
    ),
    why="Debian 13's kernel cannot use the card of a Pi 5 (no MMC_SDHCI_BRCMSTB, no RP1); the one in backports can",
)

TARGETS: Final = {
    target.name: target
    for target in (
        Target("pi3", STABLE, "Raspberry Pi 3 B, 3 B+, 3 A+", "started in emulation (QEMU raspi3b), not on hardware"),
        Target("pi4", STABLE, "Raspberry Pi 4 B, 400, Compute Module 4", "the same bytes as virt; not on hardware"),
        Target("pi5", BACKPORTED, "Raspberry Pi 5", "not on hardware, so not at all; its kernel starts in emulation"),
        Target("virt", STABLE, "QEMU's virt machine", "started in emulation by every proof"),
    )
}

# Debian's essential packages come without being named, except apt: the root is read-only, and an update is a whole new root.
PACKAGES: Final = (
    Package("systemd-sysv", "starts, watches and confines everything"),
    Package("udev", "names devices, sees a stick being put in"),
    Package("dbus", "networkctl and timedatectl ask over it; networkd hands a host name on"),
    Package("systemd-timesyncd", "the time from the network; calls work without"),
    Package(
        "systemd-resolved", "the name servers a network hands out by DHCP; nothing else writes them down for the uplink"
    ),
    Package("kmod", "loads drivers"),
    Package("python3-minimal", "what our program is written in"),
    Package(
        "libpython3.13-stdlib",
        "its library, sqlite3, ssl and curses with it, without IDLE, tests and a compiler's headers",
    ),
    Package("tzdata", "a building's time zone"),
    Package(
        "tzdata-legacy", "its older names, such as US/Mountain, which a plan may say and our Python knows of itself"
    ),
    Package("ca-certificates", "a district whose server has a public certificate"),
    Package("netbase", "names of services and protocols"),
    Package("nftables", "what may reach the box"),
    Package("iproute2", "ip, which makes the network of desk phones"),
    Package("libre1", "SIP and RTP of baresip (BSD), which speaks to a phone system; the program itself is below"),
    Package("librem1", "baresip's sound (BSD)"),
    Package("e2fsprogs", "checks and grows the data partition"),
    Package("dosfstools", "checks the partition people see"),
    Package("fdisk", "sfdisk, which gives the data partition the rest of the card"),
    Package("alsa-utils", "aplay, which our sounder starts"),
    Package(
        "flite",
        "speaks English phrases for desk phones more clearly than espeak-ng, as a program of its own (CMU's licence)",
    ),
    Package("kbd", "setfont: letters one can read across a front office"),
    Package("brltty", "braille displays on the text screen; started only where the seed says so"),
    Package("espeakup", "speaks the text screen, with espeak-ng's library; started only where the seed says so"),
    Package("espeak-ng", "speaks the Spanish ones, and what Flite cannot, as a program of its own (GPL)"),
    Package("pocketsphinx", "hears whether each phrase says what it should, as a program of its own (BSD)"),
    Package("pocketsphinx-en-us", "the sounds and words that it knows (BSD)"),
    Package("openssh-server", "off unless the seed brings keys"),
)

# Packages of which only some files are taken: they are not set up, and bring no other packages.
TAKEN_FROM: Final = (
    (
        Package(
            "console-setup-linux",
            "letters of every size; setting it up would bring X11's keyboards and a minute of questions",
        ),
        # Western and Central European letters in every size; Uni2 has Latin, Greek and Cyrillic at once.
        (
            "./usr/share/consolefonts/Lat15-*",
            "./usr/share/consolefonts/Uni2-*",
            "./usr/share/doc/console-setup-linux/copyright",
        ),
    ),
    # The whole package would bring 25 libraries for video and other sound, and the modules that record (sndfile), listen on the network
    # (httpd) and speak to others (mqtt). A box has the five parts that a line is made of (appliance/phones/account.py), and no other.
    (
        Package("baresip-core", "speaks SIP to the phone system of a school (BSD)"),
        (
            "./usr/bin/baresip",
            "./usr/lib/baresip/modules/account.so",
            "./usr/lib/baresip/modules/aufile.so",
            "./usr/lib/baresip/modules/ctrl_tcp.so",
            "./usr/lib/baresip/modules/g711.so",
            "./usr/lib/baresip/modules/menu.so",
            "./usr/share/doc/baresip-core/copyright",
        ),
    ),
    # Setting up the whole package would bring upsmon, which switches a machine off, and fifty drivers for which nobody here has a UPS.
    (
        Package("nut-server", "a UPS on USB: what asks it, and what tells the daemon"),
        (
            "./usr/lib/nut/upsd",
            "./usr/lib/nut/usbhid-ups",
            "./usr/lib/udev/rules.d/62-nut-usbups.rules",
            "./usr/share/nut/cmdvartab",
            "./usr/share/doc/nut-server/copyright",
        ),
    ),
    (
        Package("libnss3", "upsd does not start without it, though it encrypts nothing here"),
        (
            "./usr/lib/*/libnss3.so",
            "./usr/lib/*/libnssutil3.so",
            "./usr/lib/*/libssl3.so",
            "./usr/share/doc/libnss3/copyright",
        ),
    ),
    (
        Package("libnspr4", "libnss3's own ground"),
        (
            "./usr/lib/*/libnspr4.so",
            "./usr/lib/*/libplc4.so",
            "./usr/lib/*/libplds4.so",
            "./usr/share/doc/libnspr4/copyright",
        ),
    ),
    (
        Package("libusb-1.0-0", "how the driver reaches a UPS"),
        ("./usr/lib/*/libusb-1.0.so.0*", "./usr/share/doc/libusb-1.0-0/copyright"),
    ),
)

# dpkg leaves these out while it unpacks. A path that a later "include" line keeps is kept (dpkg(1), --path-exclude).
EXCLUDED_PATHS: Final = (
    ("exclude", "/usr/share/doc/*", "nobody reads manuals on a box"),
    ("include", "/usr/share/doc/*/copyright", "licences go with what they are of"),
    ("exclude", "/usr/share/man/*", "as above"),
    ("exclude", "/usr/share/info/*", "as above"),
    ("exclude", "/usr/share/groff/*", "as above"),
    ("exclude", "/usr/share/lintian/*", "for Debian's own building"),
    ("exclude", "/usr/share/locale/*", "the console speaks English; C.UTF-8 is in libc itself"),
    ("exclude", "/usr/share/bash-completion/*", "nobody types here"),
    ("exclude", "/usr/share/zsh/*", "as above"),
    ("exclude", "/usr/share/sounds/alsa/*", "test sounds; ours are made by the program"),
    ("exclude", "/usr/lib/*/gconv/*", "20 MB of other character sets; UTF-8 is in libc itself"),
    ("include", "/usr/lib/*/gconv/gconv-modules*", "which there are"),
    ("include", "/usr/lib/*/gconv/ISO8859-*", "braille displays and old sticks"),
    ("include", "/usr/lib/*/gconv/UTF-*", "the same"),
    ("exclude", "/usr/lib/*/espeak-ng-data/*_dict", "dictionaries of a hundred languages, 20 MB"),
    ("include", "/usr/lib/*/espeak-ng-data/en_dict", "what the console speaks"),
    ("exclude", "/usr/share/pocketsphinx/model/en-us/*.lm.bin", "28 MB for guessing whole sentences; ours are listed"),
    ("include", "/usr/lib/*/espeak-ng-data/es_dict", "the language most often spoken beside it in Colorado's schools"),
)

# Files of the kernel's packages for the partition from which the Raspberry Pi starts. Left out are start*_cd, _db and _x with their
# fixups (a screen without 3D, debugging, cameras), 13 MB of them.
BOOT_FILES: Final = (
    ("bootcode.bin", "first stage of a Pi 3"),
    ("start.elf", "second stage of a Pi 3"),
    ("fixup.dat", "goes with start.elf"),
    ("start4.elf", "second stage of a Pi 4; its first is in its own flash memory, as is all of a Pi 5's"),
    ("fixup4.dat", "goes with start4.elf"),
    ("vmlinuz*", "the kernel"),
    ("bcm2837-rpi-3-*.dtb", "what is in a Pi 3"),
    ("bcm2711-rpi-4*.dtb", "what is in a Pi 4 and 400"),
    ("bcm2711-rpi-cm4-io.dtb", "what is in a Compute Module 4 on its own board"),
    ("bcm2712-rpi-5*.dtb", "what is in a Pi 5; with Debian 13's own kernel a stub"),
)

# Modules that a box keeps, by their path below `kernel/` without .ko (`fnmatch`, where * also matches folders), and the modules that they
# need. The rest of Debian's 88 MB is left out. Most of it is for other computers' network cards, disks and graphics, for cameras and
# tuners, and for foreign file systems. Wi-Fi and Bluetooth are left out, too: a help-call box does not rely on them, so it does not
# switch them on.
KEPT_MODULES: Final = (
    ("arch/*", "ciphers in the processor's own instructions"),
    ("crypto/*", "what ext4, dm-verity and nftables ask for by name"),
    ("lib/*", "checksums"),
    ("fs/ext4/*", "the data partition"),
    ("fs/erofs/*", "the root"),
    ("fs/overlayfs/*", "a writable folder over the root, should one be needed"),
    ("fs/fat/*", "the partition people see, and sticks"),
    ("fs/exfat/*", "sticks as they are sold"),
    ("fs/nls/*", "names on both"),
    ("fs/autofs/*", "systemd mounts with it when first asked"),
    ("net/8021q/*", "VLANs"),
    ("net/netfilter/nf*", "nftables"),
    ("net/ipv4/netfilter/nf*", "nftables"),
    ("net/ipv6/netfilter/nf*", "nftables"),
    ("net/sched/sch_fq*", "systemd's usual queues"),
    ("net/packet/*", "DHCP"),
    ("drivers/mmc/*", "the card"),
    ("drivers/block/virtio_blk", "the card, in emulation"),
    ("drivers/block/loop", "an image looked at on the box"),
    ("drivers/md/dm-mod", "for dm-verity"),
    ("drivers/md/dm-verity", "a root that is checked while it is read, for later"),
    ("drivers/scsi/sd_mod", "sticks are SCSI disks to the kernel"),
    ("drivers/usb/storage/*", "sticks"),
    ("drivers/usb/core/*", "USB"),
    ("drivers/usb/common/*", "USB"),
    ("drivers/usb/host/*", "USB"),
    ("drivers/usb/dwc*", "USB of every Pi"),
    ("drivers/usb/class/cdc-acm", "receivers that are a serial line"),
    ("drivers/usb/serial/*", "receivers behind a USB to serial chip, and the modem for texts"),
    ("drivers/net/ethernet/broadcom/genet/*", "network of a Pi 4"),
    ("drivers/net/ethernet/cadence/*", "network of a Pi 5"),
    ("drivers/net/phy/*", "network, its electrical side"),
    ("drivers/net/mdio/*", "network, its electrical side"),
    # By name, and none that a modem for texts could make a network of (`ABSENT_MODULES`).
    ("drivers/net/usb/usbnet", "network of a Pi 3, and a second network port on USB"),
    ("drivers/net/usb/smsc*", "network of a Pi 3 B"),
    ("drivers/net/usb/lan78xx", "network of a Pi 3 B+"),
    ("drivers/net/usb/asix", "a second network port on USB"),
    ("drivers/net/usb/ax88179_178a", "a second network port on USB"),
    ("drivers/net/usb/aqc111", "a second network port on USB"),
    ("drivers/net/usb/r8152", "a second network port on USB"),
    ("drivers/net/usb/rtl8150", "a second network port on USB"),
    ("drivers/net/usb/dm9601", "a second network port on USB"),
    ("drivers/net/usb/mcs7830", "a second network port on USB"),
    ("drivers/net/usb/pegasus", "a second network port on USB"),
    ("drivers/net/usb/sr9*00", "a second network port on USB"),
    ("drivers/net/usb/ch9200", "a second network port on USB"),
    ("drivers/net/veth", "the cable into the phones' own network"),
    ("drivers/net/virtio_net", "network, in emulation"),
    ("drivers/net/dummy", "a network port that is none, for trials"),
    ("drivers/hid/*", "keyboards; a UPS on USB"),
    ("drivers/input/evdev", "keyboards"),
    ("drivers/input/keyboard/*", "keyboards"),
    ("drivers/input/misc/uinput", "brltty's keys"),
    ("drivers/accessibility/*", "speakup, which espeakup speaks for"),
    ("drivers/gpu/drm/vc4/*", "the screen, and its sound"),
    ("drivers/gpu/drm/v3d/*", "vc4's other half on a Pi 4"),
    ("drivers/gpu/drm/virtio/*", "the screen, in emulation"),
    ("sound/core/*", "sound"),
    ("sound/usb/snd-usb-audio", "a sounder on USB"),
    ("sound/soc/bcm/*", "a sounder on a board on the pins"),
    ("sound/soc/codecs/snd-soc-hdmi-codec", "sound of the screen"),
    ("sound/soc/codecs/snd-soc-pcm5102a", "the usual chip of such boards"),
    ("drivers/staging/vc04_services/bcm2835-audio/*", "the headphone socket of a Pi 3 and 4"),
    ("drivers/gpio/*", "contacts on the pins"),
    ("drivers/pinctrl/*", "contacts on the pins"),
    ("drivers/i2c/*", "a clock with a battery, a UPS board"),
    ("drivers/spi/spi-bcm2835*", "boards on the pins"),
    ("drivers/spi/spidev", "boards on the pins"),
    ("drivers/rtc/*", "a clock with a battery"),
    ("drivers/watchdog/*", "starts a box again that hangs"),
    ("drivers/char/hw_random/*", "good random numbers from the first second"),
    ("drivers/char/tpm/*", "a board that keeps keys, where one is fitted"),
    ("drivers/hwmon/raspberrypi-hwmon", "too little voltage, which the doctor tells"),
    ("drivers/hwmon/pwm-fan", "a case with a fan"),
    ("drivers/pwm/*", "a case with a fan"),
    ("drivers/thermal/*", "heat"),
    ("drivers/cpufreq/*", "speed by need"),
    ("drivers/clk/*", "clocks of the chips"),
    ("drivers/firmware/*", "the Pi's firmware"),
    ("drivers/mailbox/*", "the Pi's firmware"),
    ("drivers/soc/bcm/*", "power of the chip's parts"),
    ("drivers/misc/rp1*", "the chip behind all sockets of a Pi 5"),
    ("drivers/irqchip/*", "the same"),
    ("drivers/pci/controller/pcie-brcmstb", "USB of a Pi 4, all of a Pi 5"),
    ("drivers/phy/broadcom/*", "the same"),
    ("drivers/reset/*", "the same"),
    ("drivers/regulator/*", "voltages of card and pins"),
    ("drivers/power/supply/*", "a UPS board"),
    ("drivers/nvmem/*", "serial numbers"),
    ("drivers/mfd/*", "chips of several parts"),
    ("drivers/dma/*", "sound and pins"),
    ("drivers/leds/*", "the box's lamps"),
    ("drivers/virtio/*", "emulation"),
)

# Drivers by which a modem would become a second way to the internet, past the school's firewall. The modem for texts is a serial line here
# and nothing else. They are not on a box; /etc/modprobe.d/handbell.conf keeps one that came there by a mistake from being loaded, and
# `handbell image verify` looks for both.
ABSENT_MODULES: Final = (
    ("cdc_ether", "a modem as a network card (ECM)"),
    ("cdc_ncm", "a modem as a network card (NCM)"),
    ("cdc_mbim", "a modem as a network card (MBIM)"),
    ("cdc_wdm", "how MBIM and QMI are told to connect"),
    ("huawei_cdc_ncm", "Huawei's sticks as a network card"),
    ("qmi_wwan", "Qualcomm's modems as a network card"),
    ("rndis_host", "a modem or telephone as a network card, as Windows has it"),
    ("rndis_wlan", "the same with Wi-Fi"),
    ("sierra_net", "Sierra's modems as a network card"),
    ("hso", "Option's modems as a network card"),
    ("lg_vl600", "LG's stick as a network card"),
    ("kalmia", "Samsung's stick as a network card"),
    ("ipheth", "an iPhone as a network card"),
    ("cdc_phonet", "Nokia's telephones as a network card"),
    ("wwan", "the kernel's frame for modems"),
    ("qrtr", "Qualcomm's modems"),
    ("mhi", "modems on a card"),
    ("ppp_generic", "the internet over a serial line (PPP)"),
    ("ppp_async", "the same"),
    ("slip", "the same, older"),
)
