// Asks the browser to keep the pages, so that they open while the box is away, and takes up another version. The worker itself is worker.js.

const ASKED_MS = 3600000; // a page that stays open for weeks loads nothing by itself: without asking it would stay what it was
const LOOK_MS = 1000;

// `idle` says whether nothing is under way, so that this page may be loaded anew.
export function keepPages(idle) {
  if (!("serviceWorker" in navigator)) return;
  const workers = navigator.serviceWorker, kept = workers.register("/worker.js", { updateViaCache: "none" }).catch(() => null);
  let had = workers.controller !== null, newer = false;
  const take = () => { if (newer && idle()) location.reload(); };
  workers.addEventListener("controllerchange", () => {
    newer ||= had; // the first worker of a browser has the version that is shown
    had = true;
    take();
  });
  setInterval(take, LOOK_MS);
  setInterval(async () => (await kept)?.update().catch(() => {}), ASKED_MS);
}
