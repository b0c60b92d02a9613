"""The act of the plain console about who carries a pendant today. Pure."""

from appliance.flows.devices.carried import CARRIED
from tui.plain.asking.act import Act

CARRIED_ACTS = (Act("carried", "pendant Playground 2: Ana Reyes", CARRIED),)
