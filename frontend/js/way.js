// At a door with a bad line: a press that does not arrive is said, and tried again while the page is open. Without this the browser's
// own page says that there is no line.
const AGAIN = 5000;

export function keepPressing() {
  const says = document.querySelector("[data-way-says]");
  if (!says) return;
  let timer = 0;
  let waiting = null;

  const press = async () => {
    const form = waiting;
    window.clearTimeout(timer);
    if (!form) return;
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), credentials: "same-origin" });
      if (form !== waiting) return;
      waiting = null;
      if (answer.redirected) window.location.assign(answer.url);
      else form.submit(); // Something to read, such as to sign in again: the page says what.
    } catch {
      if (form !== waiting) return;
      says.textContent = says.dataset.waySays;
      says.hidden = false;
      timer = window.setTimeout(press, AGAIN);
    }
  };

  for (const form of document.querySelectorAll("form[data-way]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      waiting = form; // The latest press counts: who was well and then needs help needs help.
      press();
    });
  }
  window.addEventListener("online", press);
}
