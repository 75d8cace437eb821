// Pictures for an article: pasted, dropped or chosen; what they show is asked for, then the Markdown stands in the text.
// Without it the link opens a page with a file field, which gives the Markdown to copy.

const dialog = document.querySelector("[data-picture-dialog]");
const text = document.querySelector("[data-markdown-editor] textarea");

if (dialog?.showModal && text) {
  const form = dialog.querySelector("form");
  const file = form.elements.picture;
  const error = dialog.querySelector("[data-picture-error]");
  let place = [0, 0]; // in the text; a closing dialog gives the focus back, but not always the caret

  function ask(files) {
    error.textContent = "";
    place = [text.selectionStart, text.selectionEnd];
    if (files) file.files = files;
    dialog.showModal();
    (files ? form.elements.alt : file).focus();
  }

  function pictureIn(transfer) {
    const given = [...(transfer?.files ?? [])].find((one) => one.type.startsWith("image/"));
    if (!given) return null;
    const files = new DataTransfer();
    files.items.add(given);
    return files.files;
  }

  document.querySelector("[data-add-picture]")?.addEventListener("click", (event) => {
    event.preventDefault();
    ask(null);
  });
  for (const kind of ["paste", "drop"]) {
    text.addEventListener(kind, (event) => {
      const files = pictureIn(event.clipboardData ?? event.dataTransfer);
      if (!files) return;
      event.preventDefault();
      ask(files);
    });
  }
  dialog.querySelector("[data-picture-close]").addEventListener("click", () => dialog.close());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    error.textContent = "";
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
      const words = await answer.text();
      const isPlain = answer.headers.get("Content-Type")?.startsWith("text/plain");
      if (!answer.ok || !isPlain) {
        error.textContent = isPlain ? words : error.dataset.failed;
        return;
      }
      dialog.close();
      form.reset();
      text.focus();
      text.setRangeText(`${words}\n\n`, ...place, "end");
      text.dispatchEvent(new Event("input", { bubbles: true }));
    } catch {
      error.textContent = error.dataset.failed;
    }
  });
}
