/* Forms: nothing is sent twice, nothing typed is lost by accident, errors come first. */

import { isStale, signedIn } from "./session.js";

let isLeavingByForm = false;

/* A form may have a field called “method”, which would answer for the form itself. */
function isPost(form) {
  return (form.getAttribute("method") || "").toLowerCase() === "post";
}

function isDirty(form) {
  return form.dataset.dirty === "yes" && form.dataset.draftState !== "saved";
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-form]");
  if (form && isPost(form)) form.dataset.dirty = "yes";
});

/* Sent without asking about the session once more. */
function sendOn(form, submitter) {
  form.dataset.unchecked = "yes";
  form.requestSubmit(submitter);
  delete form.dataset.unchecked;
}

/* After a while the session may have ended: who has typed for an hour signs in here, and the form
   goes on its way as if nothing had happened. Before anything else hears of the sending. */
document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (!isPost(form) || form.closest("dialog[data-session]") || !isStale()) return;
  if (form.dataset.unchecked === "yes") return;
  event.preventDefault();
  event.stopImmediatePropagation();
  signedIn().then(
    (isBack) => { if (isBack) sendOn(form, submitter); },
    () => sendOn(form, submitter),
  );
}, true);

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!isPost(form) || form.hasAttribute("data-upload")) return;
  if (form.dataset.sent === "yes") {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  isLeavingByForm = true;
  // After the browser has collected the fields: a disabled button would not be sent.
  window.setTimeout(() => {
    form.querySelectorAll("button:not([type=button])").forEach((button) => { button.disabled = true; });
  }, 0);
});

// A page that comes back from the browser's memory can be sent again.
/* Who goes back to a form that was sent and sends it anew means another one: it gets a new mark. */
function renewMarks() {
  document.querySelectorAll("input[name=once]").forEach((input) => {
    input.value = input.value.replace(/[0-9a-f]/g, (digit, place) => (
      place === 14 || place === 19 ? digit : crypto.getRandomValues(new Uint8Array(1))[0].toString(16)[0]
    ));
  });
}

window.addEventListener("pageshow", (event) => {
  const [arrival] = performance.getEntriesByType("navigation");
  if (event.persisted || (arrival && arrival.type === "back_forward")) renewMarks();
  if (!event.persisted) return;
  isLeavingByForm = false;
  document.querySelectorAll("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    form.querySelectorAll("button:not([type=button])").forEach((button) => { button.disabled = false; });
  });
});

window.addEventListener("beforeunload", (event) => {
  if (isLeavingByForm || document.body.dataset.leaving === "yes") return;
  if ([...document.querySelectorAll("form[data-form]")].some(isDirty)) {
    event.preventDefault();
    // Older browsers ask only when this is set.
    event.returnValue = "";
  }
});

const summary = document.querySelector("[data-error-summary]");
if (summary) summary.focus();
