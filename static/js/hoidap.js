// On every page: no second send, Ctrl+Enter sends, menus close.
// Everything works without this file.

const SEND_AGAIN_AFTER = 8000; // milliseconds

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-guard]") || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  event.submitter?.setAttribute("aria-busy", "true");
  setTimeout(() => release(form), SEND_AGAIN_AFTER);
});

// The browser's "back" shows the form as it was left: let it be sent again.
addEventListener("pageshow", () => document.querySelectorAll("[data-sent]").forEach(release));

function release(form) {
  delete form.dataset.sent;
  form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
}

document.addEventListener("keydown", (event) => {
  const at = event.target;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && at.matches("textarea")) {
    const buttons = at.form?.querySelectorAll("button[type=submit]:not([data-preview-button])") ?? [];
    if (buttons.length) at.form.requestSubmit(buttons[buttons.length - 1]);
  }
  if (event.key === "Escape") {
    const open = at.closest?.("details[data-menu][open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    }
  }
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.querySelector("[data-focus]")?.focus();
document.querySelectorAll("[data-enhanced]").forEach((element) => { element.hidden = false; });

// On a narrow screen the tabs scroll: begin at the present one.
for (const tab of document.querySelectorAll(".tabs [aria-current]")) {
  const row = tab.closest(".tabs");
  row.scrollLeft = tab.offsetLeft - row.offsetLeft - 24;
}

// What looks like a given thing, fetched once into its place (a link to the full search stands beside it).
for (const place of document.querySelectorAll("[data-look-alikes-of]")) {
  fetch(place.dataset.lookAlikesOf)
    .then((answer) => (answer.ok ? answer.text() : ""))
    .then((text) => { place.innerHTML = text.trim(); }) // our own server's escaped fragment
    .catch(() => {});
}
