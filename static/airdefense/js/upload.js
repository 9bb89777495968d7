/* Files: several at once, dropped or chosen, with progress; without script the form sends itself. */

function send(form) {
  const bar = form.querySelector("[data-progress]");
  const failed = form.querySelector("[data-upload-failed]");
  const button = form.querySelector("[data-submit]");
  const request = new XMLHttpRequest();
  const fail = () => {
    failed.textContent = form.dataset.failed;
    failed.hidden = false;
    bar.hidden = true;
    button.disabled = false;
  };
  failed.hidden = true;
  bar.hidden = false;
  button.disabled = true;
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) bar.value = Math.round((100 * event.loaded) / event.total);
  });
  request.addEventListener("load", () => {
    // A refusal (409) is a message on the page, as is success.
    if (request.status < 400 || request.status === 409) window.location.reload();
    else fail();
  });
  request.addEventListener("error", fail);
  request.open("POST", form.action);
  request.setRequestHeader("HX-Request", "true");
  request.send(new FormData(form));
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-upload]");
  if (!form) return;
  event.preventDefault();
  if (form.querySelector("input[type=file]").files.length) send(form);
});

["dragover", "dragleave", "drop"].forEach((name) => {
  document.addEventListener(name, (event) => {
    const form = event.target.closest && event.target.closest("form[data-upload]");
    if (!form) return;
    event.preventDefault();
    form.classList.toggle("over", name === "dragover");
    if (name !== "drop" || !event.dataTransfer.files.length) return;
    form.querySelector("input[type=file]").files = event.dataTransfer.files;
    send(form);
  });
});
