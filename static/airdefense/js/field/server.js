/* Asking the server; every answer is one of a few kinds, and no signal is one of them. */

const PATIENCE = 30000;
const IN_JSON = { Accept: "application/json" };

function kindOf(status) {
  if (status < 300) return "ok";
  if (status === 409) return "conflict";
  return status >= 500 ? "busy" : "refused";
}

export class Server {
  constructor(urls) {
    this.urls = urls;
    this.csrf = "";
    this.user = "";
  }

  address(name, id) {
    return this.urls[name].replace("00000000-0000-0000-0000-000000000000", id);
  }

  async send(url, options) {
    const patience = new AbortController();
    const timer = window.setTimeout(() => patience.abort(), PATIENCE);
    try {
      const answer = await fetch(url, {
        credentials: "same-origin",
        cache: "no-store",
        signal: patience.signal,
        ...options,
      });
      if (answer.redirected) return { kind: "sign_in" };
      const isJson = (answer.headers.get("Content-Type") || "").startsWith("application/json");
      // A page instead of an answer: the token is stale, or something in between spoke.
      if (!isJson) return { kind: answer.status === 403 ? "stale" : "busy" };
      const body = options.method === "HEAD" ? {} : await answer.json();
      const kind = body.is_other_user ? "other_user" : kindOf(answer.status);
      return { kind, status: answer.status, body, headers: answer.headers };
    } catch (failure) {
      return { kind: "offline" };
    } finally {
      window.clearTimeout(timer);
    }
  }

  /* Who is signed in, with the key and a fresh token. */
  async session() {
    const answer = await this.send(this.urls.field_key, { headers: IN_JSON });
    if (answer.kind === "ok") {
      this.csrf = answer.body.csrf;
      this.user = String(answer.body.user);
    }
    return answer;
  }

  async pack() {
    return this.send(this.urls.field_pack, { headers: { ...IN_JSON, "X-Field-User": this.user } });
  }

  async write(url, method, body, more) {
    if (!this.csrf) {
      const answer = await this.session();
      if (answer.kind !== "ok") return answer;
    }
    const once = () =>
      this.send(url, {
        method,
        body,
        headers: { ...IN_JSON, "X-CSRFToken": this.csrf, "X-Field-User": this.sender, ...more },
      });
    const answer = await once();
    if (answer.kind !== "stale") return answer;
    const session = await this.session();
    return session.kind === "ok" ? once() : session;
  }

  post(url, value) {
    return this.write(url, "POST", JSON.stringify(value), { "Content-Type": "application/json" });
  }

  patch(url, offset, bytes) {
    const kind = { "Content-Type": "application/offset+octet-stream" };
    return this.write(url, "PATCH", bytes, { ...kind, "Upload-Offset": String(offset) });
  }

  head(url) {
    return this.send(url, { method: "HEAD", headers: IN_JSON });
  }
}
