/* Handing in: proof goes up with progress; the answer is the receipt, or the form with its errors.
   Without script the form sends itself. */

function parts(form) {
  return {
    progress: form.querySelector("[data-hand-in-progress]"),
    bar: form.querySelector("progress"),
    failed: form.querySelector("[data-hand-in-failed]"),
  };
}

function showFailure(form) {
  const { progress, failed } = parts(form);
  progress.hidden = true;
  failed.textContent = form.dataset.failed;
  failed.hidden = false;
  delete form.dataset.sent;
  form.querySelectorAll("button").forEach((button) => { button.disabled = false; });
}

function showAnswer(form, request) {
  const isElsewhere = new URL(request.responseURL).pathname !== window.location.pathname;
  if (isElsewhere) {
    window.location.assign(request.responseURL);
    return;
  }
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  document.querySelector("main").replaceWith(page.querySelector("main"));
  document.querySelectorAll("form[data-gate] [name=result]").forEach((field) => field.dispatchEvent(new Event("change", { bubbles: true })));
  const summary = document.querySelector("[data-error-summary], .messages");
  if (summary) summary.scrollIntoView();
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-hand-in]");
  if (!form) return;
  event.preventDefault();
  const { progress, bar, failed } = parts(form);
  const request = new XMLHttpRequest();
  failed.hidden = true;
  progress.hidden = false;
  bar.value = 0;
  request.upload.addEventListener("progress", (sent) => {
    if (sent.lengthComputable) bar.value = Math.round((100 * sent.loaded) / sent.total);
  });
  request.addEventListener("load", () => {
    if (request.status < 400) showAnswer(form, request);
    else showFailure(form);
  });
  request.addEventListener("error", () => showFailure(form));
  request.open("POST", form.action || window.location.href);
  request.send(new FormData(form));
});
