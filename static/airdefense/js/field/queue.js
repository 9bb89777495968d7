/* The queue as people see it: each entry with its state, its receipt, or why it was refused. */

import { all, ask, one, piece, put, replace, say, told } from "./dom.js";

const TONES = { waiting: "warn", sending: "run", refused: "bad", conflict: "warn", received: "ok", writing: "" };

// What was chosen between two versions outlives a row that is drawn again.
const choices = new Map();

export function waitingOf(items) {
  return items.filter((item) => item.state !== "received" && item.state !== "writing");
}

export function showBadge(items) {
  const { length } = waitingOf(items);
  const badge = one("[data-badge]");
  badge.textContent = length ? say("waiting_n", { n: length }) : say("waiting_0");
  badge.classList.toggle("hot", length > 0);
}

export function showQueue(items, progress, pack, acts) {
  const own = new Set((pack ? pack.checks : []).map((check) => check.id));
  const rows = [...items].reverse().map((item) => entry(item, progress.get(item.id), own, acts));
  replace(one("[data-items]"), rows);
  one("[data-no-items]").hidden = rows.length > 0;
  one("[data-clear]").hidden = !items.some((item) => item.state === "received");
  const isEmpty = !items.some((item) => item.state !== "received");
  one("[data-export]").hidden = isEmpty;
  one("[data-about-file]").hidden = isEmpty;
}

/* While a photo is sent only its progress moves. */
export function showProgress(item, percent) {
  const made = one(`[data-items] [data-id="${item.id}"]`);
  if (!made) return;
  made.dataset.state = "sending";
  put(made, { state: say("sending", { percent }) });
  one(".st", made).className = "st run push";
  one("progress", made).hidden = false;
  one("progress", made).value = percent;
}

function entry(item, percent, own, acts) {
  const isSending = percent !== undefined && item.state === "waiting";
  const state = isSending ? "sending" : item.state;
  const isFinding = item.kind === "finding";
  const made = piece("item", {
    title: (isFinding ? item.fields.title : item.fields.note) || say("no_title"),
    about: [item.project.name, say(isFinding ? "finding" : "completion"), photosOf(item)]
      .filter(Boolean)
      .join(" · "),
    state: say(state, { percent }),
    receipt: item.receipt && item.receipt.number ? say("receipt", item.receipt) : "",
    kept: item.isNote ? say("noted") : "",
    refusal: item.state === "refused" ? item.refusal : "",
    gone: item.state !== "received" && own.size && !own.has(item.check) ? say("gone") : "",
  });
  const tone = TONES[state];
  if (tone) one(".st", made).classList.add(tone);
  made.dataset.id = item.id;
  made.dataset.state = state;
  const bar = one("progress", made);
  bar.hidden = !isSending;
  bar.value = percent || 0;
  warnings(made, item);
  paperLink(made, item);
  if (item.state === "conflict") one("[data-versions]", made).append(versions(item, acts));
  buttons(made, item, acts);
  return made;
}

function photosOf(item) {
  return item.photos.length ? say("photos", { n: item.photos.length }) : "";
}

function warnings(made, item) {
  const told_ = item.warnings || [];
  replace(one("[data-warnings]", made), told_.map((text) => piece("warning", { text })));
}

function paperLink(made, item) {
  const link = one("[data-paper]", made);
  link.hidden = !item.finding;
  if (!item.finding) return;
  link.textContent = item.finding.number;
  link.href = item.finding.url;
}

function buttons(made, item, acts) {
  const isFinding = item.kind === "finding";
  const shown = {
    edit: isFinding && ["writing", "waiting", "refused"].includes(item.state),
    again: item.state === "refused",
    drop: ["writing", "refused", "conflict"].includes(item.state),
    done: item.state === "received",
  };
  Object.entries(shown).forEach(([name, isShown]) => {
    const button = one(`[data-do="${name}"]`, made);
    button.hidden = !isShown;
    button.addEventListener("click", () => acts[name](item));
  });
}

/* Both versions side by side; where they differ the person chooses. */
function versions(item, acts) {
  const { conflict } = item;
  const isFinding = item.kind === "finding";
  const made = piece("versions", {
    told: isFinding && !conflict.is_editable ? say("not_editable", { status: conflict.status_words }) : "",
    who: isFinding ? "" : say("completed_by", { person: conflict.completed_by, at: conflict.completed_at }),
  });
  const differing = Object.keys(conflict.stored).filter(
    (name) => String(conflict.stored[name]) !== String(item.fields[name] ?? ""),
  );
  replace(one("[data-rows]", made), differing.map((name) => versionRow(item, name)));
  one("[data-do=merge]", made).addEventListener("click", () => {
    acts.merge(item, isFinding ? chosen(made, item) : item.fields);
  });
  one("[data-do=keep]", made).hidden = isFinding;
  one("[data-do=keep]", made).addEventListener("click", () => acts.keep(item));
  return made;
}

function versionRow(item, name) {
  const made = piece("version", {
    name: told.fields[name],
    server: item.conflict.stored[name] || "—",
    phone: item.fields[name] || "—",
  });
  const isFinding = item.kind === "finding";
  all("input", made).forEach((input) => {
    input.name = `${item.id}-${name}`;
    input.dataset.field = name;
    input.checked = input.value === (choices.get(input.name) || "phone");
    input.addEventListener("change", () => choices.set(input.name, input.value));
    input.hidden = !isFinding;
  });
  return made;
}

function chosen(made, item) {
  const fields = { ...item.fields };
  all("input:checked", made).forEach((input) => {
    const name = input.dataset.field;
    if (input.value === "server") fields[name] = item.conflict.stored[name];
  });
  return fields;
}

export async function mayDrop() {
  return (await ask("drop", (dialog) => put(dialog, { question: say("drop") }))) === "drop";
}
