// Bringing in an export: too large a file is said before it is sent, and progress comes by itself.
// Without script the same is said by the server, and a link shows how far it is.

const LOOK_EVERY = 1500; // milliseconds

for (const form of document.querySelectorAll("[data-import]")) {
  const file = form.querySelector("input[type=file]");
  const tooLarge = form.querySelector("[data-too-large]");

  const isTooLarge = () => {
    const wrong = (file.files[0]?.size ?? 0) > Number(form.dataset.mostBytes);
    tooLarge.hidden = !wrong;
    return wrong;
  };

  file.addEventListener("change", isTooLarge);
  form.addEventListener("submit", (event) => {
    if (isTooLarge()) {
      event.preventDefault();
      file.focus();
    } else {
      form.querySelector("[data-sending]").hidden = false;
    }
  });
}

for (const panel of document.querySelectorAll("[data-progress]")) {
  const box = panel.querySelector("[data-progress-box]");
  const said = panel.querySelector("[data-progress-said]");
  let shown = "";

  const look = async () => {
    try {
      const answer = await fetch(panel.dataset.progress);
      if (answer.redirected || !answer.ok) return;
      const text = (await answer.text()).trim(); // our own server's escaped fragment
      if (text !== shown) box.innerHTML = shown = text;
      const stage = box.querySelector(".import-stage").textContent;
      if (stage !== said.textContent) said.textContent = stage; // each stage once, not every number
      if (box.querySelector("[data-ended]")) return location.reload();
    } catch {
      // the server is away for a moment; the link still shows how far it is
    }
    setTimeout(look, LOOK_EVERY);
  };

  setTimeout(look, LOOK_EVERY);
}
