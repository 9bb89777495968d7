/* Sending the queue, one entry after the other: the finding first, then its photos in parts.
 * Whatever breaks off is taken up where it stopped; what was sent twice is one. */

const ATTEMPTS = 3;

export class Sender {
  constructor(store, server, told, changed, moved) {
    this.store = store;
    this.server = server;
    this.told = told;
    this.changed = changed;
    this.moved = moved;
    this.progress = new Map();
    this.running = null;
    server.sender = store.user;
  }

  /* Answers why it stopped: "done", "offline", "sign_in", "other_user" or "busy". */
  sendAll() {
    if (!this.running) {
      this.running = this.alone().finally(() => {
        this.running = null;
        this.progress.clear();
        this.changed();
      });
    }
    return this.running;
  }

  /* Two windows of one person do not send at the same time. */
  alone() {
    const locks = window.navigator.locks;
    if (!locks) return this.sendEach();
    const name = `airdefense-field-${this.store.user}`;
    return locks.request(name, { ifAvailable: true }, (lock) => (lock ? this.sendEach() : "done"));
  }

  async sendEach() {
    const tried = new Set();
    const next = async () =>
      (await this.store.items()).find((item) => item.state === "waiting" && !tried.has(item.id));
    for (let item = await next(); item; item = await next()) {
      tried.add(item.id);
      const stopped = await this.sendOne(item);
      this.progress.delete(item.id);
      await this.changed();
      if (stopped) return stopped;
    }
    return "done";
  }

  async sendOne(item) {
    this.show(item, 0);
    if (!item.receipt) {
      const stopped = await this.sendWords(item);
      if (stopped || item.state !== "waiting") return stopped;
    }
    for (const photo of item.photos.filter((one) => !one.received)) {
      const stopped = await this.sendPhoto(item, photo);
      if (stopped || item.state !== "waiting") return stopped;
    }
    item.state = "received";
    await this.store.keep(item);
    return "";
  }

  async sendWords(item) {
    const isFinding = item.kind === "finding";
    const url = this.server.urls[isFinding ? "field_finding_new" : "field_check_complete"];
    const { id, check, fields, written_at } = item;
    const sent = { ...fields, check, client_id: id, device_time: written_at };
    const answer = await this.server.post(url, sent);
    return this.judge(item, answer, () => this.keepReceipt(item, answer.body));
  }

  async keepReceipt(item, body) {
    item.receipt = body.receipt || { number: "", at: "" };
    item.finding = body.finding || item.finding || null;
    item.warnings = body.warnings || [];
    item.isNote = Boolean(body.is_note);
    item.conflict = null;
    item.refusal = "";
    await this.store.keep(item);
    await this.changed();
  }

  /* What an answer means for an entry; answers why sending stops, if it does. */
  async judge(item, answer, accepted) {
    if (answer.kind === "ok") {
      await accepted();
      return "";
    }
    if (answer.kind === "conflict" && answer.body.stored) {
      item.state = "conflict";
      item.conflict = answer.body;
      item.finding = answer.body.finding || null;
      await this.store.keep(item);
      return "";
    }
    if (answer.kind === "refused" || answer.kind === "conflict") {
      item.state = "refused";
      item.refusal = answer.body.detail || this.told.words.busy;
      await this.store.keep(item);
      return "";
    }
    return answer.kind === "stale" ? "busy" : answer.kind;
  }

  async sendPhoto(item, photo) {
    const bytes = await this.store.photo(photo.id);
    if (!bytes) return this.giveUp(item);
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const [stopped, isDamaged] = await this.sendParts(item, photo, bytes);
      if (!isDamaged) return stopped;
    }
    return this.giveUp(item);
  }

  async giveUp(item) {
    item.state = "refused";
    item.refusal = this.told.words.damaged;
    await this.store.keep(item);
    return "";
  }

  /* How far the photo has come: by HEAD once it was announced, by announcing it at first. */
  async standing(item, photo, url) {
    if (photo.announced) {
      const answer = await this.server.head(url);
      if (answer.kind === "ok") {
        const offset = Number(answer.headers.get("Upload-Offset"));
        const complete = answer.headers.get("Upload-Complete") === "1";
        return { kind: "ok", body: { offset, complete } };
      }
      if (answer.kind !== "refused") return answer;
    }
    const { name, size, sha256 } = photo;
    const { case_type, id } = item.finding;
    const answer = await this.server.post(url, { name, size, sha256, case_type, case_id: id });
    if (answer.kind === "ok") {
      photo.announced = true;
      await this.store.keep(item);
    }
    return answer;
  }

  async sendParts(item, photo, bytes) {
    const url = this.server.address("upload", photo.id);
    let answer = await this.standing(item, photo, url);
    while (answer.kind === "ok" && !answer.body.complete) {
      const { offset } = answer.body;
      this.show(item, this.share(item, photo, offset));
      answer = await this.server.patch(url, offset, bytes.slice(offset, offset + this.told.part));
      // Another way had brought this part already: go on from where the server stands.
      if (answer.kind === "conflict") answer.kind = "ok";
    }
    if (answer.body && answer.body.damaged) {
      photo.announced = false;
      return ["", true];
    }
    const stopped = await this.judge(item, answer, async () => {
      photo.received = true;
      await this.store.dropPhoto(item, photo);
    });
    return [stopped, false];
  }

  share(item, photo, offset) {
    const size = item.photos.reduce((sum, one) => sum + one.size, 0);
    const there = item.photos.filter((one) => one.received).reduce((sum, one) => sum + one.size, 0);
    return Math.floor((100 * (there + offset)) / Math.max(1, size));
  }

  show(item, percent) {
    this.progress.set(item.id, percent);
    this.moved(item, percent);
  }

  /* What the person decided on after seeing both versions. */
  async merge(item, fields) {
    const isFinding = item.kind === "finding";
    const { server } = this;
    const url = isFinding
      ? server.address("field_finding_merge", item.id)
      : server.urls.field_check_note;
    const more = isFinding ? { version: item.conflict.version } : { check: item.check };
    const answer = await server.post(url, { ...fields, ...more });
    const stopped = await this.judge(item, answer, async () => {
      item.fields = fields;
      item.state = "waiting";
      await this.keepReceipt(item, answer.body);
    });
    return stopped || (item.state === "waiting" ? this.sendAll() : "done");
  }
}
