// While the queue of new reports is on the screen, notices within seconds that one came in or was taken. Says so in words and
// offers to load again, instead of moving the page under somebody's hands.
const SECONDS = 4;

export function watchQueue() {
  const place = document.querySelector("[data-queue-watch]");
  if (!place) return;
  const { queueWatch, queueMark } = place.dataset;
  place.setAttribute("role", "status");

  const look = async () => {
    if (document.hidden) return;
    const answer = await fetch(queueWatch, { headers: { Accept: "application/json" }, redirect: "error" }).catch(() => null);
    if (!answer?.ok) return;
    const { mark, waiting } = await answer.json();
    if (mark === queueMark || place.firstChild) return;
    const note = document.createElement("p");
    note.className = "up-fresh";
    const again = document.createElement("a");
    again.className = "govuk-link";
    again.href = window.location.href;
    again.textContent = "Show what is there now";
    note.append(`The queue has changed: ${waiting} ${waiting === 1 ? "report waits" : "reports wait"}. `, again);
    place.append(note);
  };
  window.setInterval(look, SECONDS * 1000);
  document.addEventListener("visibilitychange", look);
}
