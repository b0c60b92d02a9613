"""Says who a twin is and what it has: name, MAC, project, entities, actions. Knows no connection and no counts."""

import hashlib
from collections.abc import Iterator, Mapping

import msgspec
from aioesphomeapi import api_pb2 as pb
from google.protobuf.message import Message

from hardware.esphome import wire

API_VERSION = (1, 19)  # of ESPHome 2026.10.0, with which our firmware is built
ESPHOME_VERSION = "2026.10.0"
FIRMWARE_VERSION = "1.1.0"
FNV1_START, FNV1_PRIME = 2166136261, 16777619  # 32 bits; ESPHome makes the keys of entities and actions in this way


class Firmware(msgspec.Struct, frozen=True):
    """One of our firmwares: its text sensors, its sensors in volts, and its one action with its arguments in order."""

    project: str
    texts: tuple[str, ...]
    volts: tuple[str, ...]
    action: str
    arguments: Mapping[str, int]


BUTTON = Firmware(
    project=wire.BUTTON_PROJECT,
    texts=(wire.COUNTS, wire.LAMP, wire.FAULTS),
    volts=(wire.SUPPLY,),
    action=wire.TELL,
    arguments={
        "epoch": pb.SERVICE_ARG_TYPE_INT,
        "phase": pb.SERVICE_ARG_TYPE_STRING,
        "ledger": pb.SERVICE_ARG_TYPE_STRING,
        "receipts": pb.SERVICE_ARG_TYPE_INT_ARRAY,
        "quiet": pb.SERVICE_ARG_TYPE_BOOL,
        "dark": pb.SERVICE_ARG_TYPE_BOOL,
    },
)
SOUNDER = Firmware(
    project=wire.SOUNDER_PROJECT,
    texts=(wire.SOUNDING, wire.FAULTS),
    volts=(),
    action=wire.SOUND,
    arguments={
        "epoch": pb.SERVICE_ARG_TYPE_INT,
        "pattern": pb.SERVICE_ARG_TYPE_STRING,
        "dark": pb.SERVICE_ARG_TYPE_BOOL,
    },
)


def key_of(name: str) -> int:
    """Compute the number by which an entity or action is known."""
    key = FNV1_START
    for each in name.encode():
        key = key * FNV1_PRIME % (1 << 32) ^ each
    return key


KEYS = {
    each: key_of(each) for firmware in (BUTTON, SOUNDER) for each in (*firmware.texts, *firmware.volts, firmware.action)
}


def mac_of(name: str) -> str:
    """Compute the MAC of the pretend device of this name: twelve hexadecimal digits, always the same, marked as locally administered."""
    digest = bytearray(hashlib.sha256(name.encode()).digest()[:6])
    digest[0] = digest[0] & 0xFC | 0x02
    return digest.hex()


def hello(name: str) -> Message:
    """Make the answer to a client's hello."""
    major, minor = API_VERSION
    return pb.HelloResponse(
        api_version_major=major, api_version_minor=minor, server_info=f"esphome v{ESPHOME_VERSION}", name=name
    )


def device_info(firmware: Firmware, name: str, own: str, *, provisionable: bool) -> Message:
    """Make what the device, `own` in the plan, says of itself. `provisionable`: it has no key and would take one."""
    mac = mac_of(name).upper()
    return pb.DeviceInfoResponse(
        name=name,
        friendly_name=f"Handbell {own}",
        mac_address=":".join(mac[at : at + 2] for at in range(0, len(mac), 2)),
        esphome_version=ESPHOME_VERSION,
        manufacturer="Handbell",
        model="twin",
        project_name=firmware.project,
        project_version=FIRMWARE_VERSION,
        api_encryption_supported=True,
        api_encryption_provisionable=provisionable,
        api_outgoing_connection_supported=True,
    )


def entities(firmware: Firmware) -> Iterator[Message]:
    """List every entity and action, and say that there are no more. Like the device, it lets clients make ids from the names."""
    for each in firmware.texts:
        yield pb.ListEntitiesTextSensorResponse(key=KEYS[each], name=each)
    for each in firmware.volts:
        yield pb.ListEntitiesSensorResponse(
            key=KEYS[each], name=each, unit_of_measurement="V", accuracy_decimals=2, device_class="voltage"
        )
    arguments = [pb.ListEntitiesServicesArgument(name=name, type=kind) for name, kind in firmware.arguments.items()]
    yield pb.ListEntitiesServicesResponse(key=KEYS[firmware.action], name=firmware.action, args=arguments)
    yield pb.ListEntitiesDoneResponse()


def state(entity: str, value: str | float) -> Message:
    """Make the message in which an entity says its value."""
    if isinstance(value, str):
        return pb.TextSensorStateResponse(key=KEYS[entity], state=value)
    return pb.SensorStateResponse(key=KEYS[entity], state=value)
