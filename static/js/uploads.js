// Pictures and files for an article: pasted, dropped or chosen; their words are asked for, then the Markdown stands in the text.
// Without it the link opens a page with a file field, which gives the Markdown to copy.

const dialog = document.querySelector("[data-file-dialog]");
const text = document.querySelector("[data-markdown-editor] textarea");

if (dialog?.showModal && text) {
  const form = dialog.querySelector("form");
  const file = form.elements.file;
  const error = dialog.querySelector("[data-file-error]");
  let place = [0, 0]; // in the text; a closing dialog gives the focus back, but not always the caret

  function ask(files) {
    error.textContent = "";
    place = [text.selectionStart, text.selectionEnd];
    if (files) file.files = files;
    dialog.showModal();
    (files ? form.elements.words : file).focus();
  }

  // Which kinds are taken the server says; a file that is let fall here must not replace the page.
  function fileIn(transfer) {
    const all = [...(transfer?.files ?? [])];
    const given = all.find((one) => one.type.startsWith("image/")) ?? all[0];
    if (!given) return null;
    const files = new DataTransfer();
    files.items.add(given);
    return files.files;
  }

  document.querySelector("[data-add-file]")?.addEventListener("click", (event) => {
    event.preventDefault();
    ask(null);
  });
  for (const kind of ["paste", "drop"]) {
    text.addEventListener(kind, (event) => {
      const files = fileIn(event.clipboardData ?? event.dataTransfer);
      if (!files) return;
      event.preventDefault();
      ask(files);
    });
  }
  dialog.querySelector("[data-file-close]").addEventListener("click", () => dialog.close());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    error.textContent = "";
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
      const words = await answer.text();
      const isPlain = answer.headers.get("Content-Type")?.startsWith("text/plain");
      if (!answer.ok || !isPlain) {
        const why = answer.status === 413 ? error.dataset.large : error.dataset.failed;
        error.textContent = isPlain ? words : why;
        return;
      }
      dialog.close();
      form.reset();
      text.focus();
      const after = words.startsWith("!") ? "\n\n" : ""; // a picture stands alone, a link in its sentence
      text.setRangeText(`${words}${after}`, ...place, "end");
      text.dispatchEvent(new Event("input", { bubbles: true }));
    } catch {
      error.textContent = error.dataset.failed;
    }
  });
}
