/* Drafts: what is typed is kept on the server after two quiet seconds, and offered again. */

import { isSignedOut, signedIn, token } from "./session.js";

const QUIET = 2000;
const SENT = "draft-sent";
const LEFT_OUT = new Set(["csrfmiddlewaretoken", "once", "password"]);
// What the writer had before the eyes: restored with the text, so that a colleague's change since
// then is seen and merged, not overwritten by an old draft.
const READ = new Set(["version", "base"]);

function call(url, method, fields) {
  return fetch(url, {
    method,
    credentials: "same-origin",
    headers: { "X-CSRFToken": token(), "Content-Type": "application/json", Accept: "application/json" },
    body: fields ? JSON.stringify(fields) : undefined,
    keepalive: method === "POST",
  });
}

function fieldsOf(form) {
  const fields = {};
  new FormData(form).forEach((value, name) => {
    if (typeof value !== "string" || LEFT_OUT.has(name)) return;
    (fields[name] = fields[name] || []).push(value);
  });
  return fields;
}

function fill(form, fields) {
  [...form.elements].forEach((element) => {
    const { name, type } = element;
    if (!name || LEFT_OUT.has(name) || type === "file") return;
    if (type === "hidden" && !READ.has(name.split("-").pop())) return;
    const values = fields[name];
    if (type === "checkbox" || type === "radio") {
      element.checked = Boolean(values) && values.includes(element.value);
    } else if (element.multiple) {
      [...element.options].forEach((option) => { option.selected = Boolean(values) && values.includes(option.value); });
    } else if (values) {
      [element.value] = values;
    }
    element.dispatchEvent(new Event("draft:filled", { bubbles: true }));
  });
}

class Draft {
  constructor(form) {
    this.form = form;
    this.url = form.dataset.draftUrl;
    this.line = form.querySelector("[data-draft-line]");
    this.discard = form.querySelector("[data-draft-discard]");
    this.pristine = JSON.stringify(fieldsOf(form));
    this.timer = 0;
    form.addEventListener("input", () => this.wait());
    form.addEventListener("change", () => this.wait());
    form.addEventListener("submit", () => this.send());
    if (this.discard) this.discard.addEventListener("click", () => this.throwAway());
  }

  say(words, time) {
    if (this.line) this.line.textContent = this.line.dataset[words].replace("{time}", time || "");
    if (this.discard) this.discard.hidden = words === "failed";
  }

  wait() {
    this.form.dataset.draftState = "waiting";
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.save(), QUIET);
  }

  async save() {
    const fields = fieldsOf(this.form);
    if (JSON.stringify(fields) === this.pristine) return undefined;
    try {
      const answer = await call(this.url, "POST", fields);
      if (isSignedOut(answer.url) && (await signedIn())) return this.save();
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      this.form.dataset.draftState = "saved";
      this.say("saved", (await answer.json()).time);
    } catch (failure) {
      this.say("failed");
    }
    return undefined;
  }

  async restore() {
    const answer = await call(this.url, "GET");
    if (answer.status !== 200 || answer.redirected) return;
    const draft = await answer.json();
    if (JSON.stringify(draft.fields) === this.pristine) return;
    fill(this.form, draft.fields);
    this.form.dataset.draftState = "saved";
    this.say("restored", draft.saved_at);
  }

  async throwAway() {
    window.clearTimeout(this.timer);
    await call(this.url, "DELETE");
    delete this.form.dataset.dirty;
    this.form.dataset.draftState = "saved";
    window.location.reload();
  }

  send() {
    window.clearTimeout(this.timer);
    window.sessionStorage.setItem(SENT, this.url);
    // Should the step be refused, the page comes back empty and the draft fills it again.
    if (this.form.dataset.draftState === "waiting") call(this.url, "POST", fieldsOf(this.form));
  }
}

const forms = [...document.querySelectorAll("form[data-draft]")];
const sent = window.sessionStorage.getItem(SENT);
const isBack = forms.some((form) => form.dataset.draftBound === "yes" && form.dataset.draftUrl === sent);
const isRefused = isBack || document.querySelector(".messages .err") !== null;
window.sessionStorage.removeItem(SENT);

async function start() {
  // The form was sent and neither came back with errors nor was refused: its draft is done with.
  if (sent && !isRefused) await call(sent, "DELETE");
  forms.forEach((form) => {
    const draft = new Draft(form);
    if (form.dataset.draftBound !== "yes") draft.restore();
  });
}

if (sent || forms.length) start();
