// The sign of each kind of call, as consoles and telephones show it (appliance/words/kinds.py): nobody may depend on a colour. Pure data.

export const SHAPES = { emergency: "▲", medical: "+", assist: "■", "tap-out": "○" };
