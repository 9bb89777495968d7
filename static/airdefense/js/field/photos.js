/* Photos: kept as the camera made them, byte by byte, because their hash is evidence. */

import { told } from "./dom.js";
import { newId, sha256 } from "./vault.js";

const SMALL = 96;
const PICTURES = { "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/heic": "heic" };

/* A photo's facts and its bytes; throws the name of the word that says why it cannot be one. */
export async function taken(file) {
  const suffix = PICTURES[file.type];
  if (!suffix) throw new Error("no_picture");
  if (file.size > told.largest) throw new Error("too_large");
  const bytes = await file.arrayBuffer();
  const hasSuffix = /\.(jpe?g|png|webp|heic)$/i.test(file.name);
  const photo = {
    id: newId(),
    name: hasSuffix ? file.name : `${file.name || "photo"}.${suffix}`,
    type: file.type,
    size: bytes.byteLength,
    sha256: await sha256(bytes),
    received: false,
    announced: false,
  };
  return { photo, bytes };
}

/* A small picture on a canvas: pictures by address would need a wider content policy. */
export async function drawn(canvas, bytes, type) {
  try {
    const picture = await createImageBitmap(new Blob([bytes], { type }));
    const scale = SMALL / Math.max(picture.width, picture.height);
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  } catch (failure) {
    canvas.hidden = true;
  }
}
