// Keeps what this browser must not forget: its key, its counts, presses without a receipt. Knows no page and no network.

const NAME = "handbell", STORE = "kept";
let opening;

function database() {
  opening ??= new Promise((done, failed) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE);
    asked.onsuccess = () => {
      asked.result.onclose = asked.result.onversionchange = () => { asked.result.close(); opening = undefined; };
      done(asked.result);
    };
    asked.onerror = () => { opening = undefined; failed(asked.error); };
  });
  return opening;
}

// Runs `work` in one transaction. What it changed is on disk when the promise is kept.
async function within(mode, work) {
  const transaction = (await database()).transaction(STORE, mode, { durability: "strict" });
  const result = work(transaction.objectStore(STORE));
  return new Promise((done, failed) => {
    transaction.oncomplete = () => done(result.result);
    transaction.onabort = transaction.onerror = () => failed(transaction.error);
  });
}

export const get = (name) => within("readonly", (store) => store.get(name));
export const put = (name, value) => within("readwrite", (store) => store.put(value, name));
export const forget = () => within("readwrite", (store) => store.clear());
