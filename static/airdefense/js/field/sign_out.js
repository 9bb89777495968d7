/* On every page: signing out takes the field key and what was taken along off this device. What was
 * not sent stays there sealed, and the person is asked first. */

import { current, lock, lockOthers, people, unsent } from "./device.js";

const form = document.querySelector("form[data-sign-out]");
const dialog = document.getElementById("unsent");

async function leave() {
  for (const user of people()) await lock(user);
  form.dataset.fieldLeft = "yes";
  form.requestSubmit();
}

async function ask() {
  const user = form.dataset.user;
  const count = people().includes(user) ? await unsent(user) : 0;
  if (!count) {
    await leave();
    return;
  }
  dialog.querySelector("h2").textContent = dialog.dataset.count.replace("{n}", count);
  dialog.showModal();
}

if (form) {
  // Before the form takes itself for sent.
  document.addEventListener("submit", (event) => {
    if (event.target !== form || form.dataset.fieldLeft === "yes" || !people().length) return;
    event.preventDefault();
    event.stopPropagation();
    // A device that cannot open its database has nothing to take away.
    ask().catch(() => {
      form.dataset.fieldLeft = "yes";
      form.requestSubmit();
    });
  }, true);
  dialog.querySelector("[data-leave]").addEventListener("click", leave);
  // Somebody else's session has ended here without a farewell.
  if (current() && current() !== form.dataset.user) lockOthers(form.dataset.user);
}
