/* The projects to check, and one of them with what was taken along. */

import { one, piece, put, replace, say } from "./dom.js";

export function showChecks(pack, words, done) {
  const wanted = words.trim().toLowerCase();
  const fits = (check) =>
    `${check.name} ${check.code} ${check.region}`.toLowerCase().includes(wanted);
  const found = pack.checks.filter(fits);
  replace(one("[data-checks]"), found.map((check) => row(check, done.has(check.id))));
  one("[data-no-checks]").hidden = pack.checks.length > 0;
  one("[data-no-match]").hidden = found.length > 0 || !pack.checks.length;
  one("[data-made]").textContent = say("made", { time: moment(pack.made_at) });
}

export function moment(text) {
  const at = new Date(text);
  const two = (part) => String(part).padStart(2, "0");
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

function row(check, isDone) {
  const made = piece("check", {
    name: check.name,
    about: `${check.code} · ${check.region} · ${say("due", { day: check.due_on })}`,
    stake: check.stake === "0.00" ? "" : say("stake", { amount: check.stake }),
    done: isDone ? say("completion") : "",
  });
  one("[data-open]", made).href = `#project/${check.id}`;
  one("[data-add]", made).href = `#new/${check.id}`;
  return made;
}

export function showProject(check, isDone) {
  const screen = one("#s-project");
  put(screen, {
    name: check.name,
    about: `${check.code} · ${check.region} · ${say("due", { day: check.due_on })}`,
    round: `${check.round} · ${check.team}`,
  });
  one("[data-add]", screen).href = `#new/${check.id}`;
  one("[data-complete]", screen).hidden = isDone;
  replace(
    one("[data-facts]", screen),
    check.facts.map(([name, value]) => piece("fact", { name, value })),
  );
  lines("suspicions", check.suspicions.map((one_) => [one_.words, one_.amount]));
  lines("buildings", check.buildings.map(building));
  lines("findings", check.findings.map((one_) => [`${one_.number} ${one_.title}`, one_.status]));
}

function building(one_) {
  return [`${one_.name} · ${one_.use} · ${one_.floors} F · ${one_.depth}`, one_.first_floor];
}

function lines(name, pairs) {
  const pane = one(`[data-pane="${name}"]`);
  pane.hidden = pairs.length === 0;
  replace(one("ul", pane), pairs.map(([words, value]) => piece("line", { words, value })));
}
