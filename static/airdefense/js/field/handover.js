/* The queue as one file, for when no other way is left; the server takes it in with the same
 * receipts (Field mode: take in a file). */

import { told } from "./dom.js";

function base64(bytes) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(reader.result.split(",")[1] || ""));
    reader.addEventListener("error", () => reject(reader.error));
    reader.readAsDataURL(new Blob([bytes]));
  });
}

async function whole(store, item) {
  const photos = [];
  for (const photo of item.photos) {
    const bytes = photo.received ? null : await store.photo(photo.id);
    if (bytes) {
      const { id, name, type, size, sha256 } = photo;
      photos.push({ id, name, type, size, sha256, data: await base64(bytes) });
    }
  }
  const { id, kind, check, project, fields, written_at } = item;
  return { id, kind, check, project, fields, written_at, photos };
}

/* Writes the file and answers its name, or "" when nothing is left to hand over. */
export async function handOver(store) {
  const left = (await store.items()).filter((item) => item.state !== "received");
  if (!left.length) return "";
  const parts = [`{"format":${JSON.stringify(told.format)},"user":${Number(store.user)},"items":[`];
  for (const item of left) {
    parts.push(parts.length > 1 ? "," : "", JSON.stringify(await whole(store, item)));
  }
  parts.push("]}");
  const name = `field-${new Date().toISOString().slice(0, 16).replace(/[T:]/g, "-")}.json`;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(parts, { type: "application/json" }));
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  return name;
}
