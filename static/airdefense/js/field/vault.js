/* Sealing with AES-GCM: the key never leaves the browser's keeping, each piece is bound to its
 * place, and a piece moved elsewhere does not open. */

const TEXT = new TextEncoder();

export class Locked extends Error {}

function bytesOf(base64) {
  return Uint8Array.from(window.atob(base64), (letter) => letter.charCodeAt(0));
}

export function imported(keys) {
  const made = (key) =>
    window.crypto.subtle.importKey("raw", bytesOf(key), "AES-GCM", false, ["encrypt", "decrypt"]);
  return Promise.all(keys.map(made));
}

export async function seal(keys, place, bytes) {
  const iv = window.crypto.getRandomValues(new Uint8Array(12));
  const how = { name: "AES-GCM", iv, additionalData: TEXT.encode(place) };
  return { iv, data: await window.crypto.subtle.encrypt(how, keys[0], bytes) };
}

/* Former keys open what was sealed before the server's secret was changed. */
export async function unseal(keys, place, sealed) {
  const how = { name: "AES-GCM", iv: sealed.iv, additionalData: TEXT.encode(place) };
  for (const key of keys) {
    try {
      return await window.crypto.subtle.decrypt(how, key, sealed.data);
    } catch (failure) {
      // Not this one: the next may open it.
    }
  }
  throw new Locked(place);
}

export function sealWords(keys, place, value) {
  return seal(keys, place, TEXT.encode(JSON.stringify(value)));
}

export async function unsealWords(keys, place, sealed) {
  return JSON.parse(new TextDecoder().decode(await unseal(keys, place, sealed)));
}

export async function sha256(bytes) {
  const digest = await window.crypto.subtle.digest("SHA-256", bytes);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/* A UUID of version 4, also where the browser does not make them itself. */
export function newId() {
  if (window.crypto.randomUUID) return window.crypto.randomUUID();
  const bytes = window.crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
