// Which hit was opened first after a search: its words and the thing, and nothing about the reader.

let isNoted = false;

function note(event) {
  const link = event.target.closest("a[href]");
  const hit = link?.closest("[data-ref]");
  const words = hit?.closest("[data-searched]")?.dataset.searched;
  if (!words || isNoted || event.button > 1) return;
  isNoted = true;
  const said = new URLSearchParams({ q: words, ref: hit.dataset.ref, language: document.documentElement.lang });
  navigator.sendBeacon("/search/steps", said);
}

document.addEventListener("click", note);
document.addEventListener("auxclick", note); // the middle button: into a new tab
