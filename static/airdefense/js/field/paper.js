/* Writing a finding: every stroke and every photo is kept at once, so that a phone that closes
 * the page while its camera is open loses nothing. */

import { all, ask, note, one, piece, replace, say, told } from "./dom.js";
import { drawn, taken } from "./photos.js";
import { newId } from "./vault.js";
import { inYuan, picksOf, worded } from "./wording.js";

const QUIET = 300;
const SHOWN = 6;
const NEEDED = ["category", "method", "title", "description", "basis", "found_on"];

function today() {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
}

export class Paper {
  constructor(store, saved) {
    this.store = store;
    this.saved = saved;
    this.form = one("#s-new form");
    this.item = null;
    this.timer = 0;
    this.form.addEventListener("input", () => this.wait());
    this.form.addEventListener("submit", (event) => this.submit(event));
    one("[data-photo]", this.form).addEventListener("change", (event) => this.addPhotos(event));
    one("[data-find-wording]", this.form).addEventListener("input", () => this.showPicks());
    one("[data-more]", this.form).addEventListener("click", () => this.showPicks(true));
    // The page may be closed at any moment, and says so only once.
    document.addEventListener("visibilitychange", () => this.flush());
  }

  /* A new entry of this check, or the one that was begun and not finished. */
  async begin(check, pack) {
    const begun = (await this.store.items()).find(
      (item) => item.kind === "finding" && item.state === "writing" && item.check === check.id,
    );
    return this.open(begun || this.blank(check), check, pack);
  }

  blank(check) {
    return {
      id: newId(),
      kind: "finding",
      check: check.id,
      project: { name: check.name, code: check.code },
      fields: { method: "on_site", found_on: today(), suspicion: null, power: null },
      photos: [],
      state: "writing",
      receipt: null,
      finding: null,
      written_at: new Date().toISOString(),
    };
  }

  async open(item, check, pack) {
    this.item = item;
    this.check = check;
    this.pack = pack;
    this.options("category", pack.categories);
    this.options("method", pack.methods);
    one("[data-put=project]", this.form).textContent = `${item.project.name} · ${item.project.code}`;
    NEEDED.concat("amount_yuan").forEach((name) => {
      this.form.elements[name].value = item.fields[name] || "";
    });
    one("[data-find-wording]", this.form).value = "";
    one("[data-missing]", this.form).hidden = true;
    this.showPicks();
    await this.showPhotos();
  }

  options(name, choices) {
    const empty = new Option("", "");
    const made = choices.map((choice) => new Option(choice.label, choice.code));
    this.form.elements[name].replaceChildren(empty, ...made);
  }

  showPicks(isAll = false) {
    const wanted = one("[data-find-wording]", this.form).value.trim().toLowerCase();
    const picks = this.check ? picksOf(this.check, this.pack) : [];
    const fitting = picks.filter((pick) => pick.title.toLowerCase().includes(wanted));
    const shown = isAll ? fitting : fitting.slice(0, SHOWN);
    one("[data-wordings]", this.form).hidden = picks.length === 0;
    one("[data-find-wording]", this.form).hidden = picks.length <= SHOWN;
    one("[data-more]", this.form).hidden = shown.length === fitting.length;
    replace(one("[data-picks]", this.form), shown.map((pick) => this.pickButton(pick)));
  }

  pickButton(pick) {
    const label = this.pack.categories.find((one_) => one_.code === pick.category)?.label || "";
    const { title } = worded(pick, this.check, this.pack, this.entered());
    const button = piece("pick", { title, about: [label, inYuan(pick.amount_yuan)].filter(Boolean).join(" · ") });
    button.addEventListener("click", () => this.choose(pick, button));
    return button;
  }

  choose(pick, button) {
    const { elements } = this.form;
    const words = worded(pick, this.check, this.pack, this.entered());
    Object.entries(words).forEach(([name, text]) => { elements[name].value = text; });
    elements.category.value = pick.category;
    if (pick.method && !pick.isOwn) elements.method.value = pick.method;
    if (pick.amount_yuan) elements.amount_yuan.value = pick.amount_yuan;
    this.item.fields.suspicion = pick.suspicion || null;
    this.item.fields.power = pick.power || null;
    all(".pick", this.form).forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
    this.wait();
  }

  entered() {
    const { elements } = this.form;
    const { suspicion, power } = this.item ? this.item.fields : {};
    const fields = { suspicion: suspicion || null, power: power || null };
    NEEDED.concat("amount_yuan").forEach((name) => { fields[name] = elements[name].value.trim(); });
    return fields;
  }

  wait() {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.flush(), QUIET);
  }

  /* Keep what is typed; an entry that waits already keeps its place in the queue until saved. */
  async flush() {
    window.clearTimeout(this.timer);
    if (!this.item || this.item.state !== "writing") return;
    this.item.fields = this.entered();
    await this.store.keep(this.item);
  }

  async addPhotos(event) {
    const files = [...event.target.files];
    const { item } = this;
    for (const file of files) {
      try {
        const { photo, bytes } = await taken(file);
        item.photos.push(photo);
        if (item.state === "writing") item.fields = this.entered();
        await this.store.keepPhoto(item, photo, bytes);
      } catch (failure) {
        this.complain(file, failure);
      }
    }
    event.target.value = "";
    await this.showPhotos();
  }

  complain(file, failure) {
    const limit = Math.floor(told.largest / 1024 / 1024);
    const known = failure.message in told.words ? failure.message : "no_room";
    this.item.photos = this.item.photos.filter((photo) => photo.received || photo.size);
    note("photo", say(known, { name: file.name, limit }));
  }

  async showPhotos() {
    const shown = [];
    for (const photo of this.item.photos) {
      const made = piece("photo", { name: photo.name });
      const bytes = photo.received ? null : await this.store.photo(photo.id);
      if (bytes) await drawn(one("canvas", made), bytes, photo.type);
      one("button", made).hidden = photo.received;
      one("button", made).addEventListener("click", () => this.removePhoto(photo));
      shown.push(made);
    }
    replace(one("[data-photos]", this.form), shown);
  }

  async removePhoto(photo) {
    this.item.photos = this.item.photos.filter((one_) => one_.id !== photo.id);
    await this.store.dropPhoto(this.item, photo);
    await this.showPhotos();
  }

  missing(fields) {
    const names = NEEDED.filter((name) => !fields[name]).map((name) => told.fields[name]);
    const box = one("[data-missing]", this.form);
    box.hidden = names.length === 0;
    box.textContent = say("missing", { names: names.join("、") });
    if (names.length) box.scrollIntoView({ block: "center" });
    return names.length > 0;
  }

  async submit(event) {
    event.preventDefault();
    window.clearTimeout(this.timer);
    const { item } = this;
    const fields = this.entered();
    if (!item || this.missing(fields)) return;
    // Changed words are sent again; the server tells whether it keeps other ones.
    if (JSON.stringify(fields) !== JSON.stringify(item.fields) && item.receipt) item.receipt = null;
    item.fields = fields;
    item.state = "waiting";
    item.refusal = "";
    this.item = null;
    await this.store.keep(item);
    await this.saved();
  }

  async leave() {
    await this.flush();
    this.item = null;
  }
}

/* The result of a check in words, asked for in a dialog. */
export async function completion(check) {
  const answer = await ask("complete", (dialog) => {
    one("textarea", dialog).value = "";
  });
  const text = one("#complete textarea").value.trim();
  if (answer !== "save" || !text) return null;
  return {
    id: newId(),
    kind: "complete",
    check: check.id,
    project: { name: check.name, code: check.code },
    fields: { note: text },
    photos: [],
    state: "waiting",
    receipt: null,
    finding: null,
    written_at: new Date().toISOString(),
  };
}
