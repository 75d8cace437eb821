// `[[` and some words in an article's text: matching articles below it, and the chosen one becomes a Markdown link.
// The same fragments as under the search box; without script there is a search form below the editor.

const PAUSE = 250; // milliseconds without a key before we ask
const LEAST = 2; // characters
const BEGUN = /\[\[([^[\]\n]{0,80})$/;

const tools = document.querySelector("[data-editor-tools]");
const text = document.querySelector("[data-markdown-editor] textarea");
const list = document.querySelector("[data-link-choices]");
const status = document.querySelector("[data-link-status]");

if (tools && text && list) {
  let timer = 0;
  let asked = null;
  let chosen = -1;

  const begun = () => BEGUN.exec(text.value.slice(0, text.selectionStart));
  const options = () => [...list.querySelectorAll("[role=option]")];

  function close() {
    clearTimeout(timer);
    asked?.abort();
    list.hidden = true;
    list.replaceChildren();
    status.textContent = "";
    text.removeAttribute("aria-activedescendant");
  }

  function choose(at) {
    const all = options();
    chosen = (at + all.length) % all.length;
    all.forEach((option, number) => option.setAttribute("aria-selected", String(number === chosen)));
    text.setAttribute("aria-activedescendant", all[chosen].id);
    all[chosen].scrollIntoView({ block: "nearest" });
  }

  function link(option) {
    const typed = begun();
    if (!typed) return close();
    const title = option.querySelector(".suggestion-title").textContent.trim().replace(/([\\[\]])/g, "\\$1");
    text.setRangeText(`[${title}](${option.dataset.href})`, typed.index, text.selectionStart, "end");
    close();
    text.focus();
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }

  async function ask() {
    const words = begun()?.[1].trim() ?? "";
    if (words.length < LEAST) return close();
    asked?.abort();
    asked = new AbortController();
    try {
      const url = `${tools.dataset.suggestionsUrl}?q=${encodeURIComponent(words)}`;
      const answer = await fetch(url, { signal: asked.signal, headers: { Accept: "text/html" } });
      list.innerHTML = answer.ok ? await answer.text() : ""; // our own server's escaped fragment
      options().forEach((option) => { if (!option.dataset.href?.startsWith("/kb/articles/")) option.remove(); });
      if (!options().length) return close();
      options().forEach((option, at) => { option.id = `link-choice-${at}`; });
      list.hidden = false;
      status.textContent = status.dataset.words;
      choose(0);
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  }

  text.setAttribute("aria-autocomplete", "list");
  text.setAttribute("aria-controls", list.id);
  text.addEventListener("input", () => {
    clearTimeout(timer);
    if (begun()) timer = setTimeout(ask, PAUSE);
    else if (!list.hidden) close();
  });
  text.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen - 1);
    else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) link(options()[chosen]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  text.addEventListener("blur", () => setTimeout(close, 150));
  list.addEventListener("mousedown", (event) => event.preventDefault()); // keep the focus in the text
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) link(option);
  });
  tools.querySelector("[data-add-link]").addEventListener("click", () => {
    text.focus();
    text.setRangeText("[[", text.selectionStart, text.selectionEnd, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
