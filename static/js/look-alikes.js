// While the title of a question is typed: what looks like it, from the server, below the field.

const PAUSE = 400; // milliseconds
const LEAST = 8; // characters

for (const box of document.querySelectorAll("[data-look-alikes]")) {
  const input = box.querySelector("input, textarea");
  const list = box.querySelector("[data-look-alikes-list]");
  let asked = null;
  let timer = 0;

  const ask = async () => {
    const title = input.value.trim();
    asked?.abort();
    if (title.length < LEAST) return list.replaceChildren();
    asked = new AbortController();
    try {
      const answer = await fetch(`${box.dataset.lookAlikes}?title=${encodeURIComponent(title)}`, { signal: asked.signal });
      if (answer.ok) list.innerHTML = (await answer.text()).trim(); // our own server's escaped fragment
    } catch {
      // the server's "check first" step still comes
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  if (input.value) ask();
}
