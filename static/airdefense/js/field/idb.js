/* IndexedDB as promises: open a database, read and write rows of its stores. */

function settled(request) {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
    request.addEventListener("blocked", () => reject(new Error("blocked")));
  });
}

export function open(name, version, upgrade) {
  const request = window.indexedDB.open(name, version);
  request.addEventListener("upgradeneeded", () => upgrade(request.result));
  return settled(request).then((db) => {
    // Another window may want to throw the database away at sign-out.
    db.addEventListener("versionchange", () => db.close());
    return db;
  });
}

export function drop(name) {
  return settled(window.indexedDB.deleteDatabase(name));
}

/* One transaction: `work` gets the stores and answers requests, whose results come back in order. */
export function change(db, names, work) {
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(names, "readwrite", { durability: "strict" });
    work(...names.map((name) => transaction.objectStore(name)));
    transaction.addEventListener("complete", () => resolve());
    transaction.addEventListener("abort", () => reject(transaction.error));
  });
}

export function row(db, name, key) {
  return settled(db.transaction(name).objectStore(name).get(key));
}

export function rows(db, name) {
  return settled(db.transaction(name).objectStore(name).getAll());
}
