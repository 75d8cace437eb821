// Keeps what is typed into an article's editor on the server, a few seconds after a key. Without it: the button.

const PAUSE = 3000; // milliseconds without a key before it is kept
const MOST = 10000; // milliseconds of typing on before it is kept all the same

for (const place of document.querySelectorAll("[data-keep-url]")) {
  const form = place.closest("form");
  const status = place.querySelector("[data-keep-status]");
  let timer = 0;
  let since = 0; // of the first key that is not kept yet
  let asked = null;
  let sent = false;
  let before = Promise.resolve(); // one after the other: each says which text it saw kept last

  function keep() {
    clearTimeout(timer);
    since = 0;
    before = before.then(send);
  }

  async function send() {
    if (sent) return;
    asked = new AbortController();
    const fields = new FormData(form);
    fields.set("article", place.querySelector("button").value);
    fields.set("quietly", "1");
    try {
      const answer = await fetch(place.dataset.keepUrl, { method: "POST", body: fields, signal: asked.signal });
      if (answer.redirected || !(answer.ok || answer.status === 409)) throw new Error(answer.status);
      status.textContent = await answer.text(); // 409: another window of this person keeps other words
      if (answer.ok) form.elements.kept.value = answer.headers.get("X-Kept");
    } catch (error) {
      if (error.name !== "AbortError") status.textContent = place.dataset.keepFailed;
    }
  }

  form.addEventListener("input", () => {
    since ||= Date.now();
    clearTimeout(timer);
    timer = setTimeout(keep, Math.max(0, Math.min(PAUSE, since + MOST - Date.now())));
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden && since) keep(); });
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.submitter?.name === "preview") return;
    sent = true; // what comes after would be kept beside the saved text
    clearTimeout(timer);
    asked?.abort();
  });
  addEventListener("pageshow", () => { sent = false; });
}
