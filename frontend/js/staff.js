// Enhances the staff pages: nothing here is needed to work. Served as one module; no inline script anywhere.
import { Button, CharacterCount, Checkboxes, ErrorSummary, PasswordInput, SkipLink, createAll } from "govuk-frontend";
import { keepForms } from "./keep.js";
import { passkeys } from "./passkey.js";
import { correctionsFirst } from "./place.js";
import { watchQueue } from "./queue.js";
import { QuietRadios } from "./radios.js";
import { followRisk } from "./risk.js";
import { takeReports } from "./take.js";
import { keepPressing } from "./way.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");

correctionsFirst();
createAll(Button, { preventDoubleClick: true });
[CharacterCount, Checkboxes, ErrorSummary, PasswordInput, QuietRadios, SkipLink].forEach((component) => createAll(component));

// "/" goes to the search, as long as nobody is typing.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const search = document.querySelector("[data-staff-search]");
  if (!search) return;
  event.preventDefault();
  search.focus();
});

// A button to print, where the page is made for paper.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

watchQueue();
passkeys();
takeReports();
followRisk();
keepForms();
keepPressing();
