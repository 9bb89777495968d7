/* Field mode: who is here, which screen is shown, and when to send. */

import * as device from "./device.js";
import { all, note, one, say, told } from "./dom.js";
import { handOver } from "./handover.js";
import { showChecks, showProject } from "./list.js";
import { completion, Paper } from "./paper.js";
import { mayDrop, showBadge, showProgress, showQueue, waitingOf } from "./queue.js";
import { Sender } from "./sender.js";
import { Server } from "./server.js";
import { Store } from "./store.js";

const EVERY = 20000;
const server = new Server(told.urls);
const desk = { store: null, pack: null, items: [], paper: null, sender: null };

function screen(name) {
  all("[data-screen]").forEach((part) => { part.hidden = part.id !== `s-${name}`; });
  window.scrollTo(0, 0);
}

function signal(isOnline) {
  const badge = one("[data-signal]");
  badge.textContent = say(isOnline ? "online" : "offline");
  badge.classList.toggle("ok", isOnline);
  badge.classList.toggle("warn", !isOnline);
  badge.dataset.signal = isOnline ? "online" : "offline";
}

/* ------------------------------------------------------------------------------ who is here */

async function enter() {
  const answer = await server.session();
  signal(answer.kind !== "offline");
  note("sign_in", answer.kind === "sign_in" ? say("sign_in") : "");
  if (answer.kind === "ok") {
    await device.lockOthers(answer.body.user);
    return Store.entered(answer.body);
  }
  if (answer.kind === "refused") {
    await device.lockOthers("");
    note("role", answer.body.detail || say("no_role"));
    return null;
  }
  return Store.reopened(device.current());
}

async function refreshPack() {
  const answer = await server.pack();
  if (answer.kind !== "ok" || String(answer.body.user) !== desk.store.user) return;
  await desk.store.keepPack(answer.body);
  desk.pack = answer.body;
}

async function askToStay() {
  const { storage } = window.navigator;
  const isKept = storage && storage.persist ? await storage.persist() : false;
  one("[data-unsafe]").hidden = isKept;
}

/* ------------------------------------------------------------------------------ what is shown */

async function changed() {
  desk.items = await desk.store.items();
  showBadge(desk.items);
  showQueue(desk.items, desk.sender.progress, desk.pack, acts);
  one("main").dataset.waiting = String(waitingOf(desk.items).length);
}

function completed() {
  return new Set(desk.items.filter((item) => item.kind === "complete").map((item) => item.check));
}

function checkOf(id) {
  return desk.pack ? desk.pack.checks.find((check) => check.id === Number(id)) : undefined;
}

/* An entry whose check is no longer taken along is still written with what it carries. */
function carried(item) {
  const { check, project } = item;
  return { id: check, ...project, suggestions: [], values: {} };
}

async function route() {
  const [name, id] = window.location.hash.slice(1).split("/");
  if (desk.paper.item) await desk.paper.leave();
  const check = checkOf(id);
  if (name === "project" && check) {
    showProject(check, completed().has(check.id));
    screen("project");
  } else if (name === "new" && check) {
    await desk.paper.begin(check, desk.pack);
    screen("new");
  } else if (name === "edit" && desk.pack) {
    await edit(id);
  } else if (name === "queue") {
    await changed();
    screen("queue");
    if (id === "send") send();
    if (id === "export") exportQueue();
  } else {
    if (desk.pack) showChecks(desk.pack, one("[data-search]").value, completed());
    screen(desk.pack ? "list" : "locked");
  }
}

async function edit(id) {
  const item = await desk.store.item(id);
  if (!item) {
    window.location.hash = "#queue";
    return;
  }
  await desk.paper.open(item, checkOf(item.check) || carried(item), desk.pack);
  screen("new");
}

/* ------------------------------------------------------------------------------ what is done */

async function send() {
  if (!desk.items.some((item) => item.state === "waiting")) return;
  const main = one("main");
  delete main.dataset.stopped;
  const stopped = await desk.sender.sendAll();
  main.dataset.stopped = stopped;
  ["sign_in", "other_user", "busy"].forEach((kind) => {
    note(kind, stopped === kind ? say(kind) : "");
  });
  signal(stopped !== "offline");
}

async function saved() {
  await changed();
  note("saved", say("saved"));
  window.setTimeout(() => note("saved", ""), 6000);
  window.location.hash = "#";
  send();
}

async function exportQueue() {
  const name = await handOver(desk.store);
  note("exported", name ? say("exported", { name }) : say("nothing_to_export"));
}

const acts = {
  edit: (item) => { window.location.hash = `#edit/${item.id}`; },
  again: async (item) => {
    await desk.store.keep({ ...item, state: "waiting", refusal: "" });
    await changed();
    send();
  },
  drop: async (item) => {
    if (await mayDrop()) {
      await desk.store.remove(item);
      await changed();
    }
  },
  done: async (item) => {
    await desk.store.remove(item);
    await changed();
  },
  merge: async (item, fields) => {
    await desk.sender.merge(item, fields);
    await changed();
  },
  keep: async (item) => {
    await desk.store.keep({ ...item, state: "received", conflict: null });
    await changed();
  },
};

async function complete() {
  const check = checkOf(window.location.hash.split("/")[1]);
  const item = check && (await completion(check));
  if (!item) return;
  await desk.store.keep(item);
  await saved();
}

async function refresh() {
  const answer = await server.session();
  signal(answer.kind !== "offline");
  note("sign_in", answer.kind === "sign_in" ? say("sign_in") : "");
  if (answer.kind === "ok" && server.user !== desk.store.user) window.location.reload();
  else if (answer.kind === "ok") {
    await refreshPack();
    await route();
    send();
  }
}

function listen() {
  one("[data-search]").addEventListener("input", (event) => {
    showChecks(desk.pack, event.target.value, completed());
  });
  one("[data-refresh]").addEventListener("click", refresh);
  one("[data-send]").addEventListener("click", send);
  one("[data-export]").addEventListener("click", exportQueue);
  one("[data-complete]").addEventListener("click", complete);
  one("[data-clear]").addEventListener("click", async () => {
    for (const item of desk.items.filter((one_) => one_.state === "received")) await desk.store.remove(item);
    await changed();
  });
  window.addEventListener("hashchange", route);
  window.addEventListener("online", () => refresh());
  window.addEventListener("offline", () => signal(false));
  window.setInterval(() => {
    if (desk.items.some((item) => item.state === "waiting") && window.navigator.onLine) send();
  }, EVERY);
}

async function start() {
  if (!window.isSecureContext || !window.crypto || !window.crypto.subtle) {
    note("https", say("needs_https"));
    return;
  }
  if ("serviceWorker" in window.navigator) {
    window.navigator.serviceWorker.register(told.urls.field_worker, { scope: told.urls.field });
  }
  desk.store = await enter();
  if (!desk.store) {
    screen("locked");
    return;
  }
  desk.sender = new Sender(desk.store, server, told, changed, showProgress);
  desk.paper = new Paper(desk.store, saved);
  if (server.user) await refreshPack();
  if (!desk.pack) desk.pack = await desk.store.pack();
  one("[data-who]").textContent = desk.pack ? desk.pack.name : "";
  listen();
  await changed();
  await route();
  document.documentElement.dataset.ready = "yes";
  askToStay();
  send();
}

start().catch(() => note("storage", say("no_storage")));
