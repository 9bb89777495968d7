/* The page's pieces: found by what they are marked with, filled with text and never with markup. */

export const told = JSON.parse(document.getElementById("told").textContent);

export const one = (selector, root = document) => root.querySelector(selector);
export const all = (selector, root = document) => [...root.querySelectorAll(selector)];

/* A sentence with its values: say("receipt", { number, at }). */
export function say(name, values = {}) {
  return told.words[name].replace(/\{(\w+)\}/g, (_, key) => String(values[key] ?? ""));
}

/* A copy of <template id="t-…">, its parts marked data-put filled with the texts of their names. */
export function piece(name, texts = {}) {
  const copy = document.getElementById(`t-${name}`).content.firstElementChild.cloneNode(true);
  return put(copy, texts);
}

export function put(root, texts) {
  Object.entries(texts).forEach(([name, text]) => {
    all(`[data-put="${name}"]`, root)
      .concat(root.dataset.put === name ? [root] : [])
      .forEach((part) => {
        part.textContent = text;
        part.hidden = text === "";
      });
  });
  return root;
}

export function replace(list, pieces) {
  list.replaceChildren(...pieces);
}

/* Ask in a dialog of the page; answers the value of the button, or "" when it was closed. */
export function ask(id, prepare = () => {}) {
  const dialog = document.getElementById(id);
  prepare(dialog);
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true });
  });
}

export function note(kind, text) {
  const box = one("[data-notes]");
  const id = `note-${kind}`;
  const old = document.getElementById(id);
  if (old) old.remove();
  if (!text) return null;
  const made = piece("note", { text });
  made.id = id;
  if (kind === "saved" || kind === "exported") made.classList.replace("info", "ok");
  if (kind === "sign_in" || kind === "other_user") one("a", made).hidden = false;
  box.append(made);
  return made;
}
