// Enhances the public pages: nothing here is needed to report. Served as one module; no inline script anywhere.
import {
  Button, CharacterCount, Checkboxes, ErrorSummary, ExitThisPage, PasswordInput, SkipLink, createAll,
} from "govuk-frontend";
import { correctionsFirst } from "./place.js";
import { QuietRadios } from "./radios.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");

// Leaving comes first: were anything below to fail, this has already been set up.
createAll(ExitThisPage);
correctionsFirst();
createAll(Button, { preventDoubleClick: true });
[CharacterCount, Checkboxes, ErrorSummary, PasswordInput, QuietRadios, SkipLink].forEach((component) => createAll(component));
