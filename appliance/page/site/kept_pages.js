// Asks the browser to keep the pages, so that they open while the box is away. The worker itself is worker.js.

export function keepPages(idle) {
  if (!("serviceWorker" in navigator)) return;
  const had = navigator.serviceWorker.controller !== null;
  navigator.serviceWorker.register("/worker.js", { updateViaCache: "none" }).catch(() => {});
  // another version of the pages came: taken up at once where nothing is under way
  navigator.serviceWorker.addEventListener("controllerchange", () => { if (had && idle()) location.reload(); });
}
