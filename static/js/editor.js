// The preview of a Markdown text in place. Without it (or when it fails) the button sends the form with preview=1.

for (const editor of document.querySelectorAll("[data-markdown-editor][data-preview-url]")) {
  const button = editor.querySelector("[data-preview-button]");
  const box = editor.querySelector("[data-preview]");
  const target = editor.querySelector("[data-preview-text]");
  const text = editor.querySelector("textarea");
  let isPlain = false; // the plain way was chosen

  button?.addEventListener("click", async (event) => {
    if (isPlain) return;
    event.preventDefault();
    const fields = new FormData();
    fields.set("text", text.value);
    fields.set("csrf_token", text.form.elements.csrf_token?.value ?? "");
    button.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(editor.dataset.previewUrl, { method: "POST", body: fields });
      if (!answer.ok) throw new Error(answer.status);
      target.innerHTML = await answer.text(); // made and cleaned by the server, as it will be shown
      box.hidden = false;
    } catch {
      isPlain = true;
      button.click();
    } finally {
      button.removeAttribute("aria-busy");
    }
  });
}
