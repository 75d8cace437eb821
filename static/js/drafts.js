// Keeps what is typed in title and text through a reload or a closed tab that is opened again: in this tab only, until sent.

for (const form of document.querySelectorAll("[data-keep-draft]")) {
  const fields = form.querySelectorAll("textarea, input[name=title]"); // never the fields that only staff see
  const name = (field) => `draft:${form.dataset.keepDraft}:${location.pathname}:${field.name}`;

  for (const field of fields) {
    const kept = sessionStorage.getItem(name(field));
    if (kept && !field.value) field.value = kept;
    field.addEventListener("input", () => sessionStorage.setItem(name(field), field.value));
  }
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.submitter?.name === "preview") return;
    for (const field of fields) sessionStorage.removeItem(name(field));
  });
}
