// Suggestions under a search box while one types: an ARIA combobox. Without it the form just searches.
// The server answers an HTML fragment of role=option elements; each has an href or a data-href.

const PAUSE = 250; // milliseconds without a key before we ask
const LEAST = 2; // characters

for (const form of document.querySelectorAll("[data-suggestions]")) {
  if (form.dataset.combobox) enhance(form);
}

async function enhance(form) {
  const input = form.querySelector("input[name=q]");
  const list = form.querySelector("[role=listbox]");
  const status = form.querySelector("[data-suggestions-status]");
  const { default: Combobox } = await import(form.dataset.combobox);
  const combobox = new Combobox(input, list, { tabInsertsSuggestions: false });
  let asked = null;
  let timer = 0;

  function close() {
    clearTimeout(timer);
    asked?.abort();
    if (!list.hidden) combobox.stop();
    list.hidden = true;
    status.textContent = "";
  }

  async function ask() {
    const words = input.value.trim();
    if (words.length < LEAST) return close();
    asked?.abort();
    asked = new AbortController();
    try {
      const url = `${form.dataset.suggestions}?q=${encodeURIComponent(words)}`;
      const answer = await fetch(url, { signal: asked.signal, headers: { Accept: "text/html" } });
      const text = answer.ok ? (await answer.text()).trim() : "";
      if (!text) return close();
      list.innerHTML = text; // our own server's escaped fragment
      list.querySelectorAll("[role=option]").forEach((option, at) => { option.id = `${list.id}-${at}`; });
      if (list.hidden) {
        list.hidden = false;
        combobox.start();
      } else {
        combobox.clearSelection();
      }
      status.textContent = status.dataset.words;
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  }

  input.addEventListener("input", (event) => {
    clearTimeout(timer);
    if (!event.isComposing) timer = setTimeout(ask, PAUSE);
  });
  input.addEventListener("compositionend", () => { timer = setTimeout(ask, PAUSE); });
  input.addEventListener("keydown", (event) => { if (event.key === "Escape" && !list.hidden) { close(); event.preventDefault(); } });
  form.addEventListener("focusout", (event) => { if (!form.contains(event.relatedTarget)) setTimeout(close, 150); });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // keep the focus in the box
  list.addEventListener("combobox-commit", (event) => {
    const option = event.target.closest("[role=option]");
    const url = option?.dataset.href;
    if (url) location.assign(url);
  });
}
