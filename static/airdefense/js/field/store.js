/* What one person keeps on this device: the pack, the queue and its photos, all of it sealed. */

import { lock, openFor, remember } from "./device.js";
import * as idb from "./idb.js";
import { imported, seal, sealWords, unseal, unsealWords } from "./vault.js";

export class Store {
  constructor(user, db, keys) {
    this.user = String(user);
    this.db = db;
    this.keys = keys;
  }

  /* With the keys the server gave just now; they are kept for when there is no signal. */
  static async entered(session) {
    const user = String(session.user);
    const keys = await imported(session.keys);
    const db = await openFor(user);
    const until = Date.now() + session.hours * 3600 * 1000;
    await idb.change(db, ["kept"], (kept) => kept.put({ keys, until }, "keys"));
    remember(user);
    return new Store(user, db, keys);
  }

  /* With the keys kept here, or nothing when they are gone or too old. */
  static async reopened(user) {
    if (!user) return null;
    const db = await openFor(user);
    const kept = await idb.row(db, "kept", "keys");
    if (kept && Date.now() < kept.until) return new Store(user, db, kept.keys);
    db.close();
    if (kept) await lock(user);
    return null;
  }

  async pack() {
    const sealed = await idb.row(this.db, "kept", "pack");
    return sealed ? unsealWords(this.keys, "pack", sealed) : null;
  }

  async keepPack(pack) {
    const sealed = await sealWords(this.keys, "pack", pack);
    await idb.change(this.db, ["kept"], (kept) => kept.put(sealed, "pack"));
  }

  async items() {
    const found = [];
    for (const kept of await idb.rows(this.db, "items")) {
      found.push(await unsealWords(this.keys, `item ${kept.id}`, kept.sealed));
    }
    return found.sort((one, other) => one.written_at.localeCompare(other.written_at));
  }

  async item(id) {
    const kept = await idb.row(this.db, "items", id);
    return kept ? unsealWords(this.keys, `item ${id}`, kept.sealed) : null;
  }

  async keep(item) {
    const sealed = await sealWords(this.keys, `item ${item.id}`, item);
    const open = item.state !== "received";
    await idb.change(this.db, ["items"], (items) => items.put({ id: item.id, open, sealed }));
  }

  async remove(item) {
    await idb.change(this.db, ["items", "photos"], (items, photos) => {
      items.delete(item.id);
      item.photos.forEach((photo) => photos.delete(photo.id));
    });
  }

  /* The photo and the entry that names it are kept together or not at all. */
  async keepPhoto(item, photo, bytes) {
    const picture = await seal(this.keys, `photo ${photo.id}`, bytes);
    const sealed = await sealWords(this.keys, `item ${item.id}`, item);
    await idb.change(this.db, ["items", "photos"], (items, photos) => {
      photos.put({ id: photo.id, item: item.id, sealed: picture });
      items.put({ id: item.id, open: true, sealed });
    });
  }

  async photo(id) {
    const kept = await idb.row(this.db, "photos", id);
    return kept ? unseal(this.keys, `photo ${id}`, kept.sealed) : null;
  }

  async dropPhoto(item, photo) {
    const sealed = await sealWords(this.keys, `item ${item.id}`, item);
    const open = item.state !== "received";
    await idb.change(this.db, ["items", "photos"], (items, photos) => {
      photos.delete(photo.id);
      items.put({ id: item.id, open, sealed });
    });
  }

  close() {
    this.db.close();
  }
}
