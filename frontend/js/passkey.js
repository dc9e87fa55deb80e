// Passkeys: asks the browser, and sends what it answers with the form. Without passkeys in the browser the forms stay hidden.
const toBytes = (text) => {
  const padded = text.replace(/-/g, "+").replace(/_/g, "/");
  return Uint8Array.from(atob(padded), (letter) => letter.charCodeAt(0));
};
const toText = (buffer) => {
  let letters = "";
  new Uint8Array(buffer).forEach((byte) => { letters += String.fromCharCode(byte); });
  return btoa(letters).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
};
const withBytes = (list) => (list || []).map((each) => Object.assign({}, each, { id: toBytes(each.id) }));

function sent(credential, response) {
  return JSON.stringify({
    type: credential.type,
    id: credential.id,
    rawId: toText(credential.rawId),
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

async function make(options) {
  const asked = Object.assign({}, options.publicKey);
  asked.challenge = toBytes(asked.challenge);
  asked.user = Object.assign({}, asked.user, { id: toBytes(asked.user.id) });
  asked.excludeCredentials = withBytes(asked.excludeCredentials);
  const made = await navigator.credentials.create({ publicKey: asked });
  return sent(made, {
    clientDataJSON: toText(made.response.clientDataJSON),
    attestationObject: toText(made.response.attestationObject),
    transports: made.response.getTransports ? made.response.getTransports() : [],
  });
}

async function show(options) {
  const asked = Object.assign({}, options.publicKey);
  asked.challenge = toBytes(asked.challenge);
  asked.allowCredentials = withBytes(asked.allowCredentials);
  const shown = await navigator.credentials.get({ publicKey: asked });
  return sent(shown, {
    clientDataJSON: toText(shown.response.clientDataJSON),
    authenticatorData: toText(shown.response.authenticatorData),
    signature: toText(shown.response.signature),
    userHandle: shown.response.userHandle ? toText(shown.response.userHandle) : null,
  });
}

async function options(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" }, credentials: "same-origin" });
  if (!answer.ok) throw new Error("no options");
  return (await answer.json()).request_options;
}

export function passkeys() {
  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    const missing = document.querySelector("[data-passkey-missing]");
    if (!window.PublicKeyCredential || !navigator.credentials) return;
    form.hidden = false;
    if (missing) missing.hidden = true;
    const problem = form.querySelector("[data-passkey-problem]");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      problem.hidden = true;
      try {
        const ask = form.dataset.passkey === "make" ? make : show;
        form.elements.credential.value = await ask(await options(form));
        form.submit();
      } catch (error) {
        problem.hidden = false;
      }
    });
  });
}
