// The level beside a risk assessment follows the answers as they are given. Without this a button works it out.
const WAIT = 250;

export function followRisk() {
  const asked = document.querySelector("[data-risk-live]");
  const result = document.querySelector("[data-risk-result]");
  if (!asked || !result) return;
  const form = asked.closest("form");
  const bar = document.querySelector("[data-risk-bar]");
  let timer = 0;
  let latest = 0;

  const draw = async () => {
    const mine = ++latest;
    const fields = new FormData();
    for (const [name, value] of new FormData(form)) {
      if (name.startsWith("q_") || ["edition", "before", "csrfmiddlewaretoken"].includes(name)) fields.append(name, value);
    }
    try {
      const answer = await fetch(asked.dataset.riskLive, { method: "POST", body: new URLSearchParams(fields), credentials: "same-origin" });
      if (!answer.ok || answer.redirected || mine !== latest) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const open = [...result.querySelectorAll("details[open] > summary")].map((each) => each.textContent.replace(/\d+/g, ""));
      result.replaceChildren(...page.body.childNodes);
      result.querySelectorAll("details > summary").forEach((each) => {
        if (open.includes(each.textContent.replace(/\d+/g, ""))) each.parentElement.open = true;
      });
      result.hidden = false;
      const says = result.querySelector("[data-risk-says]");
      if (bar && says) {
        bar.hidden = false;
        bar.firstElementChild.textContent = says.dataset.riskSays;
      }
    } catch {
      // No line: the button still works it out.
    }
  };

  asked.addEventListener("change", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(draw, WAIT);
  });
}
