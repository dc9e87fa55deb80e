// The page on the doorstep: keeping, bringing back and sending what is typed; nothing else of the staff pages.
import { Button, ErrorSummary, SkipLink, createAll } from "govuk-frontend";
import { takeReports } from "./take.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
createAll(Button, { preventDoubleClick: true });
[ErrorSummary, SkipLink].forEach((component) => createAll(component));
takeReports();
