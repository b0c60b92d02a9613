// Opens the page that this browser is paired as.

import { identity } from "./keys.js";
import { speak } from "./words.js";

speak();
const who = await identity().catch(() => undefined);
location.replace(who ? "/" + who.kind : "/pair");
