// A radio button may not carry aria-expanded (ARIA 1.2), which GOV.UK Frontend puts on those that reveal something.
import { Radios } from "govuk-frontend";

export class QuietRadios extends Radios {
  syncConditionalRevealWithInputState($input) {
    super.syncConditionalRevealWithInputState($input);
    $input.removeAttribute("aria-expanded");
  }
}
