/* Files: each sent by its own request with its own progress; what fails says why and is sent again.
   Without script the form sends itself. */

import { isSignedOut, signedIn, token } from "./session.js";

const SENT_ON_ITS_OWN = new Set(["files", "csrfmiddlewaretoken"]);

/* Random numbers exist on every page, ready-made identifiers only behind HTTPS. */
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function piece(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text || "";
  return made;
}

function body(form, file, id) {
  const data = new FormData();
  new FormData(form).forEach((value, name) => {
    if (!SENT_ON_ITS_OWN.has(name)) data.append(name, value);
  });
  data.append("client_id", id);
  data.append("files", file, file.name);
  return data;
}

function request(form, file, id, progress) {
  return new Promise((resolve) => {
    const sending = new XMLHttpRequest();
    sending.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) progress(Math.round((100 * event.loaded) / event.total));
    });
    sending.addEventListener("load", () => resolve(sending));
    sending.addEventListener("error", () => resolve(null));
    sending.open("POST", form.action);
    sending.setRequestHeader("Accept", "application/json");
    sending.setRequestHeader("X-CSRFToken", token());
    sending.send(body(form, file, id));
  });
}

function answerOf(sending) {
  try {
    return JSON.parse(sending.responseText);
  } catch (noJson) {
    return {};
  }
}

/* One file on its way, as a line of the list. */
class Sending {
  constructor(form, file) {
    Object.assign(this, { form, file, id: newId(), state: "waiting", place: "" });
    this.line = piece("li", "sending-file");
    this.words = piece("span", "mute sm", form.dataset.waiting);
    this.bar = document.createElement("progress");
    this.bar.max = 100;
    this.bar.value = 0;
    this.bar.setAttribute("aria-label", file.name);
    this.again = piece("button", "btn btn-default s", form.dataset.retry);
    this.again.type = "button";
    this.again.hidden = true;
    this.again.addEventListener("click", () => run(form, [this]));
    this.line.append(piece("span", "b", file.name), this.bar, this.words, this.again);
  }

  /* What can be known without sending; a sentence, or nothing. */
  objection() {
    const { limit, accept, tooLarge, empty, wrongType } = this.form.dataset;
    const suffix = `.${this.file.name.split(".").pop().toLowerCase()}`;
    if (this.file.size > Number(limit)) return tooLarge;
    if (this.file.size === 0) return empty;
    return accept.split(",").includes(suffix) ? "" : wrongType;
  }

  fail(words, isFinal) {
    this.state = "failed";
    this.words.textContent = words;
    this.words.className = "wrong";
    this.bar.hidden = true;
    this.again.hidden = Boolean(isFinal);
  }

  keep(kept) {
    this.state = "kept";
    this.place = kept.url;
    this.bar.value = 100;
    this.words.className = "mute sm";
    this.words.textContent = kept.told || `${this.form.dataset.done} · ${kept.sha256.slice(0, 16)}…`;
  }

  async send() {
    const objection = this.objection();
    if (objection) return this.fail(objection, true);
    this.again.hidden = true;
    this.bar.hidden = false;
    const sending = await request(this.form, this.file, this.id, (percent) => { this.bar.value = percent; });
    if (sending && isSignedOut(sending.responseURL)) {
      if (await signedIn()) return this.send();
      return this.fail(this.form.dataset.failed);
    }
    const answer = sending ? answerOf(sending) : {};
    if (sending && sending.status === 201) return this.keep(answer.files[0]);
    return this.fail(answer.detail || this.form.dataset.failed);
  }
}

async function refreshList() {
  const answer = await fetch(window.location.href, { credentials: "same-origin" });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  ["[data-file-list]", "[data-file-count]"].forEach((selector) => {
    const [old, fresh] = [document.querySelector(selector), page.querySelector(selector)];
    if (old && fresh) old.replaceWith(fresh);
  });
}

async function run(form, sendings) {
  const button = form.querySelector("[data-submit]");
  button.disabled = true;
  form.dataset.sending = "yes";
  for (const sending of sendings) await sending.send();
  delete form.dataset.sending;
  button.disabled = false;
  const kept = sendings.filter((sending) => sending.state === "kept");
  if (!form.querySelector("input[name=files]").multiple && kept.length) window.location.assign(kept[0].place);
  else if (kept.length) await refreshList();
}

function begin(form, files) {
  const list = form.querySelector("[data-sending]");
  const most = form.querySelector("input[name=files]").multiple ? Number(form.dataset.most) : 1;
  const chosen = [...files];
  list.hidden = false;
  list.querySelectorAll("[data-told]").forEach((line) => line.remove());
  if (chosen.length > most) {
    const told = piece("li", "wrong", form.dataset.tooMany);
    told.dataset.told = "yes";
    list.prepend(told);
    chosen.length = most;
  }
  const sendings = chosen.map((file) => new Sending(form, file));
  list.append(...sendings.map((sending) => sending.line));
  form.querySelector("input[name=files]").value = "";
  run(form, sendings);
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-upload]");
  if (!form) return;
  event.preventDefault();
  const { files } = form.querySelector("input[name=files]");
  if (files.length) begin(form, files);
});

document.addEventListener("change", (event) => {
  if (!event.target.matches("form[data-upload] [data-camera]")) return;
  const { files, form } = event.target;
  if (files.length) begin(form, files);
  event.target.value = "";
});

["dragover", "dragleave", "drop"].forEach((name) => {
  document.addEventListener(name, (event) => {
    const form = event.target.closest && event.target.closest("form[data-upload]");
    if (!form) return;
    event.preventDefault();
    form.classList.toggle("over", name === "dragover");
    if (name === "drop" && event.dataTransfer.files.length) begin(form, event.dataTransfer.files);
  });
});

window.addEventListener("beforeunload", (event) => {
  if (!document.querySelector("form[data-sending=yes]")) return;
  event.preventDefault();
  // Older browsers ask only when this is set.
  event.returnValue = "";
});
