// Tests when a page takes up another version of itself: it asks each hour, never loads anew while something is under way, and does so
// afterwards. Run by test_modules.py.

import assert from "node:assert/strict";
import { mock, test } from "node:test";

const { keepPages } = await import(`${process.env.SITE}/kept_pages.js`);
const HOUR_MS = 3600000;

// A browser with a service worker, or without one before this page.
function browser(controlled) {
  const seen = { loads: 0, asks: 0, idle: true, changed() {} };
  const workers = {
    controller: controlled ? {} : null,
    register: async () => ({ update: async () => { seen.asks += 1; } }),
    addEventListener: (_name, change) => { seen.changed = change; },
  };
  Object.defineProperty(globalThis, "navigator", { value: { serviceWorker: workers }, configurable: true });
  globalThis.location = { reload() { seen.loads += 1; } };
  mock.timers.reset();
  mock.timers.enable({ apis: ["setInterval"] });
  keepPages(() => seen.idle);
  return seen;
}

const settled = () => new Promise((go) => setImmediate(go));

test("a page that stays open asks each hour whether there is another version", async () => {
  const seen = browser(true);
  mock.timers.tick(HOUR_MS);
  await settled();
  mock.timers.tick(HOUR_MS);
  await settled();
  assert.deepEqual([seen.asks, seen.loads], [2, 0]);
});

test("another version is taken up at once where nothing is under way, and otherwise afterwards", () => {
  const calm = browser(true);
  calm.changed();
  assert.equal(calm.loads, 1);
  const busy = browser(true);
  busy.idle = false;
  busy.changed();
  mock.timers.tick(5000);
  assert.equal(busy.loads, 0);
  busy.idle = true;
  mock.timers.tick(1000);
  assert.equal(busy.loads, 1);
});

test("the first worker of a browser changes nothing, and the one after it does", () => {
  const seen = browser(false);
  seen.changed();
  mock.timers.tick(5000);
  assert.equal(seen.loads, 0);
  seen.changed();
  assert.equal(seen.loads, 1);
});
