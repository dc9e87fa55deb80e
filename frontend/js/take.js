// A report being written down: kept as it is typed, searched as it is typed, raised in danger without leaving the page, and sent once
// however often the line breaks. What waits on this device while there is no line is encrypted; its key is in this page's memory alone
// and comes back only to the same person, signed in (docs/decisions/0056). Without this script every step is a button.
const QUIET = 900;
const SEARCH = 350;
const AGAIN = 15_000;
const LASTS = 8 * 60 * 60 * 1000;
const STORE = "take:";

export function takeReports() {
  const sent = document.querySelector("[data-take-sent]");
  if (sent) forget(sent.dataset.takeSent);
  const form = document.querySelector("form[data-take]");
  if (form) new Taking(form).begin();
}

class Taking {
  constructor(form) {
    this.form = form;
    this.status = document.querySelector("[data-take-status]");
    this.waiting = false;
    this.kept = Promise.resolve();
  }

  begin() {
    const { form } = this;
    this.draft = form.elements.draft.value;
    form.addEventListener("input", (event) => this.typed(event));
    form.addEventListener("change", () => this.keepSoon());
    form.addEventListener("submit", (event) => this.submitted(event));
    form.addEventListener("keydown", (event) => this.pressed(event));
    document.addEventListener("keydown", (event) => this.key(event));
    window.addEventListener("online", () => this.waiting && this.send());
    this.offerCopies();
  }

  // Keys ---------------------------------------------------------------------------------------------------------------

  pressed(event) {
    // Enter in a one-line box goes to the next field, as on paper: nothing is sent by accident.
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && event.target.matches("input:not([type=submit]):not([type=file])")) event.preventDefault();
  }

  // Opens the next part that is shut, and goes to its first field.
  openNext() {
    const shut = [...this.form.querySelectorAll("[data-take-stage]:not([open])")];
    const here = document.activeElement;
    const next = shut.find((each) => here && here.compareDocumentPosition(each) & Node.DOCUMENT_POSITION_FOLLOWING) || shut[0];
    if (!next) return;
    next.open = true;
    next.querySelector("input, select, textarea").focus();
  }

  key(event) {
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      event.preventDefault();
      this.form.requestSubmit(this.form.querySelector("[data-take-send]"));
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const place = { F2: "id_what", F4: "id_codes", F8: "id_find" }[event.key];
    if (place && document.getElementById(place)) {
      event.preventDefault();
      document.getElementById(place).focus();
    }
    if (event.key === "F7") {
      event.preventDefault();
      this.openNext();
    }
    if (event.key === "F9") {
      event.preventDefault();
      this.raise();
    }
  }

  // Typing -------------------------------------------------------------------------------------------------------------

  typed(event) {
    if (event.target.name === "codes") this.tickCodes(event.target.value);
    if (event.target.name === "find") {
      window.clearTimeout(this.searching);
      this.searching = window.setTimeout(() => this.search(), SEARCH);
    }
    this.keepSoon();
  }

  tickCodes(text) {
    const codes = text.toLowerCase().split(/[^a-z]+/);
    this.form.querySelectorAll("[data-code]").forEach((box) => {
      if (codes.includes(box.dataset.code)) {
        box.checked = true;
        box.dataset.byCode = "yes";
      } else if (box.dataset.byCode) {
        box.checked = false;
        delete box.dataset.byCode;
      }
    });
  }

  async search() {
    const place = this.form.querySelector("[data-take-found]");
    const asked = this.form.elements.find.value;
    if (!place || asked.trim().length < 3) return;
    const answer = await this.post(this.form.dataset.takeFind).catch(() => null);
    if (!answer?.ok || answer.redirected || asked !== this.form.elements.find.value) return;
    const found = new DOMParser().parseFromString(await answer.text(), "text/html");
    place.replaceChildren(...found.body.childNodes);
  }

  keepSoon() {
    window.clearTimeout(this.keeping);
    this.keeping = window.setTimeout(() => this.keep(), QUIET);
  }

  keep() {
    this.kept = this.kept.then(async () => {
      if (this.gone) return;
      const answer = await this.post(this.form.dataset.takeKeep).catch(() => null);
      if (answer?.ok && !answer.redirected) {
        if ((await answer.json()).sent) return void this.arrived();
        forget(this.draft);
        this.say(`Kept at ${clock()}`);
      } else if (answer) {
        this.say("Not kept: sign in again in another tab, and go on here.");
      } else {
        await this.copy();
        this.say("No line. What you type is kept on this device, encrypted.");
      }
    });
    return this.kept;
  }

  // Danger -------------------------------------------------------------------------------------------------------------

  async raise() {
    const note = document.querySelector("[data-take-raised]");
    this.say("Raising danger…");
    const body = this.body();
    body.set("step", "danger");
    const answer = await this.post(this.form.action, body, { Accept: "application/json" }).catch(() => null);
    const told = answer?.ok && !answer.redirected ? await answer.json().catch(() => null) : null;
    if (!told?.raised) {
      await this.copy();
      this.say("NOT RAISED: no line. Ring 999, then your manager. Press F9 again when the line is back.");
      return;
    }
    document.querySelector("[data-take-reference]").textContent = told.raised;
    note.hidden = false;
    this.say(`Raised at ${clock()}`);
  }

  // Sending ------------------------------------------------------------------------------------------------------------

  submitted(event) {
    const { submitter } = event;
    if (this.native) return;
    if (submitter?.hasAttribute("data-take-danger")) {
      event.preventDefault();
      this.raise();
    } else if (submitter?.value === "discard") {
      forget(this.draft);
    } else if (submitter?.hasAttribute("data-take-send")) {
      event.preventDefault();
      this.send();
    }
  }

  async send() {
    if (this.sending || this.gone) return;
    this.sending = true;
    window.clearTimeout(this.keeping);
    this.say("Sending…");
    const answer = await this.post(this.form.action, this.body(), {}, "manual").catch(() => null);
    this.sending = false;
    if (answer?.type === "opaqueredirect") return void this.arrived();
    if (answer) {
      // Something to put right, or to sign in again: the page says what. Sent twice it is still one report.
      this.native = true;
      window.clearTimeout(this.again);
      this.form.submit();
      return;
    }
    this.waiting = true;
    await this.copy();
    this.say("No line. It goes by itself when the line is back: keep this page open. In danger, ring 999.");
    window.clearTimeout(this.again);
    this.again = window.setTimeout(() => this.send(), AGAIN);
  }

  arrived() {
    this.gone = true;
    this.waiting = false;
    forget(this.draft);
    window.location.assign(this.form.dataset.takeReceived.replace(/[0-9a-f-]{36}/, this.draft));
  }

  // This device ---------------------------------------------------------------------------------------------------------

  async copy() {
    if (this.gone || !window.crypto?.subtle) return;
    const { takeDay, takeSecret } = this.form.dataset;
    const words = [...this.body()].filter(([name, value]) => typeof value === "string" && !["csrfmiddlewaretoken", "step"].includes(name));
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const content = new TextEncoder().encode(JSON.stringify(words));
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await keyOf(takeSecret, "encrypt"), content);
    store(this.draft, JSON.stringify({ at: Date.now(), day: takeDay, page: this.form.dataset.take, iv: text(iv), sealed: text(new Uint8Array(sealed)) }));
  }

  async offerCopies() {
    const place = document.querySelector("[data-take-copy]");
    for (const [draft, kept] of copies()) {
      if (Date.now() - kept.at > LASTS) forget(draft);
      else if (kept.page === this.form.dataset.take) {
        const words = await this.opened(draft, kept);
        if (!words) continue;
        const button = document.createElement("button");
        button.type = "button";
        button.className = "govuk-button govuk-button--small";
        button.textContent = `Bring back what was typed at ${clock(new Date(kept.at))}`;
        button.addEventListener("click", () => this.bringBack(draft, words, place));
        place.append(button);
        place.hidden = false;
      }
    }
  }

  async opened(draft, kept) {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
    body.set("draft", draft);
    body.set("day", kept.day);
    const answer = await this.post(this.form.dataset.takeKey, body).catch(() => null);
    if (!answer?.ok || answer.redirected) return null;
    try {
      const key = await keyOf((await answer.json()).key, "decrypt");
      const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes(kept.iv) }, key, bytes(kept.sealed));
      return JSON.parse(new TextDecoder().decode(plain));
    } catch {
      return null; // a colleague's: it stays closed, and goes when its hours are over
    }
  }

  async bringBack(draft, words, place) {
    const body = new FormData();
    words.forEach(([name, value]) => body.append(name, value));
    body.set("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
    body.set("draft", draft);
    const answer = await this.post(this.form.dataset.takeKeep, body).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    forget(draft);
    place.hidden = true;
    this.gone = true;
    window.location.assign(`${window.location.pathname}?draft=${draft}`);
  }

  // Small things --------------------------------------------------------------------------------------------------------

  body() {
    const body = new FormData(this.form);
    body.delete("step");
    return body;
  }

  post(address, body = this.wordsOnly(), headers = {}, redirect = "follow") {
    return fetch(address, { method: "POST", body, headers, redirect, credentials: "same-origin" });
  }

  wordsOnly() {
    const body = this.body();
    body.delete("files");
    return body;
  }

  say(words) {
    if (this.status) this.status.textContent = words;
  }
}

const text = (content) => btoa(String.fromCharCode(...content));
const bytes = (content) => Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
const keyOf = (secret, use) => crypto.subtle.importKey("raw", bytes(secret), "AES-GCM", false, [use]);
const clock = (moment = new Date()) => moment.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

function store(draft, content) {
  try {
    window.localStorage.setItem(STORE + draft, content);
  } catch {
    // full, or shut by the browser: the page itself still holds it
  }
}

function forget(draft) {
  try {
    window.localStorage.removeItem(STORE + draft);
  } catch {
    // nothing was kept
  }
}

function copies() {
  try {
    return Object.keys(window.localStorage)
      .filter((name) => name.startsWith(STORE))
      .map((name) => [name.slice(STORE.length), JSON.parse(window.localStorage.getItem(name))]);
  } catch {
    return [];
  }
}
