/* What this device keeps, by person: one database each, which only that person's key opens. */

import * as idb from "./idb.js";

const PEOPLE = "airdefense.field.people";
const CURRENT = "airdefense.field.current";

function nameOf(user) {
  return `airdefense-field-${user}`;
}

export function people() {
  try {
    return JSON.parse(window.localStorage.getItem(PEOPLE) || "[]");
  } catch (failure) {
    return [];
  }
}

export function current() {
  return window.localStorage.getItem(CURRENT) || "";
}

export function remember(user) {
  window.localStorage.setItem(CURRENT, String(user));
  window.localStorage.setItem(PEOPLE, JSON.stringify([...new Set([...people(), String(user)])]));
}

export function openFor(user) {
  return idb.open(nameOf(user), 1, (db) => {
    db.createObjectStore("kept");
    db.createObjectStore("items", { keyPath: "id" });
    db.createObjectStore("photos", { keyPath: "id" });
  });
}

/* How many entries of this person the server has not confirmed; counted without the key. */
export async function unsent(user) {
  const db = await openFor(user);
  const items = await idb.rows(db, "items");
  db.close();
  return items.filter((item) => item.open).length;
}

/* Take away the key and what was taken along; what was not sent stays, and cannot be read. */
export async function lock(user) {
  if (current() === String(user)) window.localStorage.removeItem(CURRENT);
  const db = await openFor(user);
  const items = await idb.rows(db, "items");
  const left = items.filter((item) => item.open);
  const kept = new Set(left.map((item) => item.id));
  const photos = await idb.rows(db, "photos");
  await idb.change(db, ["kept", "items", "photos"], (secrets, entries, pictures) => {
    secrets.clear();
    items.filter((item) => !kept.has(item.id)).forEach((item) => entries.delete(item.id));
    photos.filter((photo) => !kept.has(photo.item)).forEach((photo) => pictures.delete(photo.id));
  });
  db.close();
  if (left.length) return;
  await idb.drop(nameOf(user));
  window.localStorage.setItem(PEOPLE, JSON.stringify(people().filter((one) => one !== String(user))));
}

export async function lockOthers(user) {
  for (const other of people()) {
    if (other !== String(user)) await lock(other);
  }
}
