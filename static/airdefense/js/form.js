/* Forms: nothing is sent twice, nothing typed is lost by accident, errors come first. */

let isLeavingByForm = false;

function isDirty(form) {
  return form.dataset.dirty === "yes" && form.dataset.draftState !== "saved";
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-form]");
  if (form && form.method === "post") form.dataset.dirty = "yes";
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("data-upload")) return;
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
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  isLeavingByForm = false;
  document.querySelectorAll("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    form.querySelectorAll("button:not([type=button])").forEach((button) => { button.disabled = false; });
  });
});

window.addEventListener("beforeunload", (event) => {
  if (isLeavingByForm) return;
  if ([...document.querySelectorAll("form[data-form]")].some(isDirty)) {
    event.preventDefault();
    // Older browsers ask only when this is set.
    event.returnValue = "";
  }
});

const summary = document.querySelector("[data-error-summary]");
if (summary) summary.focus();
