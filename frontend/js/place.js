// After the skip link the address goes on naming a place. A page that comes back with something to correct would be shown there, and the
// focus would be taken from the summary of what has to be corrected: then the place is forgotten, before the summary asks for the focus.
export function correctionsFirst() {
  const { hash, pathname, search } = window.location;
  if (hash && document.querySelector(".govuk-error-summary")) window.history.replaceState(window.history.state, "", pathname + search);
}
