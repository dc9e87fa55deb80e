// What is typed into a form is kept while it is typed, for its writer alone. Without this "Keep for later" does it.
const WAIT = 4000;

export function keepForms() {
  const form = document.querySelector("form[data-keep]");
  const says = document.querySelector("[data-kept]");
  if (!form || !says) return;
  let timer = 0;
  let changed = false;
  let sending = null;
  const tell = (kept) => { says.hidden = false; says.textContent = kept ? says.dataset.kept : says.dataset.not; };

  const keep = async () => {
    window.clearTimeout(timer);
    if (!changed) return;
    changed = false;
    const fields = new FormData();
    for (const [name, value] of new FormData(form)) if (typeof value === "string" && name !== "step") fields.append(name, value);
    fields.append("step", "keep");
    sending = new AbortController();
    try {
      const answer = await fetch(form.action, {
        method: "POST", body: new URLSearchParams(fields), headers: { "X-Kept": "yes" },
        credentials: "same-origin", keepalive: true, signal: sending.signal,
      });
      tell(answer.status === 204);
    } catch (error) {
      if (error.name === "AbortError") return; // It is being sent.
      changed = true; // No line: with the next key it is tried again, or when there is one.
      tell(false);
    }
  };

  form.addEventListener("input", () => {
    changed = true;
    window.clearTimeout(timer);
    timer = window.setTimeout(keep, WAIT);
  });
  window.addEventListener("online", keep);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") keep(); });
  form.addEventListener("submit", () => {
    changed = false;
    window.clearTimeout(timer);
    sending?.abort();
  });
}
