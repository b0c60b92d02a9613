// Keeps the private line of a desk in a browser. What is said on it: tui/browser/heard.py and tui/browser/scene.py.

import { SealedLine } from "./sealed_line.js";

export class DeskLine extends SealedLine {
  // `on`: opened(), scene(fields), lost(says), over(says, elsewhere).
  constructor(who, on) {
    super(who, { open: "desk-open", up: "desk-up" }, {
      opened: on.opened, heard: on.scene, broke: on.lost, lost: () => on.lost(""), over: on.over,
    });
  }

  // Another window or computer shows this desk: two that took it from each other in turn would show nothing.
  take(name, fields) { name === "elsewhere" ? this.finish({ code: name }) : super.take(name, fields); }
}
