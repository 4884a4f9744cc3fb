// Entering a quarter: every row saves by itself, and nothing typed is lost.
//
// Without this the page works by its Save button; with it that button saves the same rows. For other
// scripts: a "entry:filled" event on the form, {how, rows}, saves rows whose controls were filled
// in; "entry:saved" is sent when a row was saved, {row}.

import { Drafts } from "./entry_drafts.js";
import { Keys } from "./entry_keys.js";
import { Row } from "./entry_row.js";
import { Sender } from "./entry_send.js";

const RETRIES = [2, 4, 8, 16, 32, 60]; // seconds until the next try while the server is away
const GATHER = 700; // milliseconds in which what is to be said is gathered into one sentence

class Page {
  #form;
  #rows;
  #drafts;
  #status;
  #leaving = false;
  #warning = false;
  #retry = { tries: 0, timer: 0 };
  #told = { saved: new Set(), other: new Map(), timer: 0 };

  constructor(form) {
    this.#form = form;
    this.sender = new Sender(form);
    this.#status = form.querySelector("[data-entry-status]");
    this.#drafts = new Drafts(form.dataset.who);
    const bodies = form.querySelectorAll("tbody[data-save]");
    this.#rows = new Map([...bodies].map((body) => [body.id, new Row(body, this)]));
    new Keys(form, [...this.#rows.values()], () => this.#saveAll());
    this.#listen();
    this.#restore();
    for (const row of this.#unsaved) {
      if (row.state === "saved") {
        row.changed(); // typed before this script was there
      }
    }
    this.#warn();
    for (const element of document.querySelectorAll("[data-entry-scripted]")) {
      element.hidden = false;
    }
    for (const element of document.querySelectorAll("[data-entry-plain]")) {
      element.hidden = true;
    }
  }

  get #unsaved() {
    return [...this.#rows.values()].filter((row) => row.unsaved);
  }

  #listen() {
    const row = (event) => this.#rows.get(event.target.closest("tbody[data-save]")?.id);
    this.#form.addEventListener("input", (event) => row(event)?.typed());
    this.#form.addEventListener("change", (event) => row(event)?.changed());
    this.#form.addEventListener("submit", (event) => this.#submitted(event));
    this.#form.addEventListener("entry:filled", (event) => this.#filled(event.detail));
    this.#form.addEventListener("click", (event) => {
      const button = event.target.closest("[data-copy-c]");
      if (button) {
        const { copyC: c, copyA: a, copyB: b } = button.dataset;
        row(event).copy({ c, a, b });
      }
    });
    document.addEventListener("click", (event) => this.#clicked(event));
    window.addEventListener("online", () => this.#again());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible" && !banner().hidden) {
        this.#saveAll();
      }
    });
  }

  // --- What rows report ---

  // What stands in a row changed: keep it until the server has it.
  noted(row) {
    if (row.unsaved) {
      this.#drafts.keep(row.key, row.draft);
    } else {
      this.#drafts.forget(row.key);
    }
    this.#warn();
  }

  // The server answered, or did not.
  answered(row, answer) {
    this.noted(row);
    this.#tell(row, answer);
    if (answer.state === "offline") {
      this.#later();
    } else if (answer.state === "signed_out" || answer.state === "somebody_else") {
      this.#signedOut();
    } else {
      this.#retry.tries = 0;
      banner().hidden = true;
    }
    if (row.state === "saved") {
      const detail = { row: row.key };
      this.#form.dispatchEvent(new CustomEvent("entry:saved", { bubbles: true, detail }));
    }
  }

  #filled({ how, rows }) {
    for (const key of rows) {
      const row = this.#rows.get(key);
      if (row) {
        row.how = how;
        row.changed();
      }
    }
  }

  // --- Saving all ---

  async #saveAll() {
    const rows = this.#unsaved;
    await Promise.all(rows.map((row) => row.save()));
    if (!rows.length) {
      this.#say("Everything on this page is saved.");
    }
  }

  async #submitted(event) {
    event.preventDefault();
    const next = event.submitter?.dataset.next;
    await this.#saveAll();
    const left = this.#unsaved;
    if (!left.length) {
      if (next) {
        location.assign(next);
      }
    } else if (left.every((row) => ["refused", "conflict", "closed"].includes(row.state))) {
      // The server's page says at its top what is wrong, with a link to each field.
      this.#leaving = true;
      HTMLFormElement.prototype.submit.call(this.#form);
    } else if (!banner().hidden) {
      banner().focus();
    }
  }

  // A link on the page: what was just typed goes out first.
  async #clicked(event) {
    const link = event.target.closest("a[href]");
    const plain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey);
    if (!link || !plain || event.defaultPrevented || link.target || !this.#unsaved.length) {
      return;
    }
    if (link.getAttribute("href").startsWith("#") || link.hasAttribute("download")) {
      return;
    }
    event.preventDefault();
    await Promise.all(this.#unsaved.map((row) => row.save()));
    location.assign(link.href); // the browser asks, if something is still not saved
  }

  // --- While the server is away, or the session over ---

  #later() {
    if (!this.#retry.timer) {
      const seconds = RETRIES[Math.min(this.#retry.tries, RETRIES.length - 1)];
      this.#retry.tries += 1;
      this.#retry.timer = setTimeout(() => this.#again(), seconds * 1000);
    }
  }

  #again() {
    clearTimeout(this.#retry.timer);
    this.#retry.timer = 0;
    for (const row of this.#rows.values()) {
      if (row.state === "offline") {
        row.save();
      }
    }
  }

  #signedOut() {
    const number = this.#unsaved.length;
    banner().querySelector("[data-count]").textContent =
      number === 1 ? "Your unsaved value is" : `Your ${number} unsaved values are`;
    banner().hidden = false;
  }

  // --- What was typed before the page was loaded again ---

  #restore() {
    const restored = [];
    for (const [key, draft] of this.#drafts.all) {
      const row = this.#rows.get(key);
      if (row?.restore(draft)) {
        restored.push(row);
      } else if (!row || !row.unsaved) {
        this.#drafts.forget(key);
      }
    }
    if (restored.length) {
      const note = document.getElementById("entry-restored");
      note.querySelector("[data-count]").textContent =
        restored.length === 1 ? "1 value that was" : `${restored.length} values that were`;
      note.hidden = false;
      this.#say(note.textContent.replace(/\s+/g, " ").trim());
      restored.forEach((row) => row.changed());
    }
  }

  // The browser asks before the page is left, but only while something is not saved.
  #warn() {
    const wanted = this.#unsaved.length > 0;
    if (wanted !== this.#warning) {
      this.#warning = wanted;
      const change = wanted ? window.addEventListener : window.removeEventListener;
      change.call(window, "beforeunload", this.#ask);
    }
  }

  #ask = (event) => {
    if (!this.#leaving) {
      event.preventDefault();
      event.returnValue = ""; // for older browsers
    }
  };

  // --- One sentence for what happened in a moment ---

  #tell(row, answer) {
    const told = this.#told;
    if (row.state === "saved") {
      told.saved.add(row.key);
      told.other.delete(row.key);
    } else {
      const why = answer.said ?? Object.values(answer.errors ?? {}).join(" ");
      told.other.set(row.key, `${row.name} is not saved. ${why}`.trim());
    }
    clearTimeout(told.timer);
    told.timer = setTimeout(() => this.#sayAll(), GATHER);
  }

  #sayAll() {
    const { saved, other } = this.#told;
    const said = [];
    if (saved.size) {
      said.push(`${values(saved.size)} saved.`);
    }
    if (!banner().hidden) {
      said.push(banner().querySelector("p").textContent.replace(/\s+/g, " ").trim());
    } else if (other.size === 1) {
      said.push(...other.values());
    } else if (other.size) {
      said.push(`${values(other.size)} not saved.`);
    }
    saved.clear();
    other.clear();
    this.#say(said.join(" "));
  }

  #say(text) {
    this.#status.textContent = text;
  }
}

function values(number) {
  return number === 1 ? "1 value" : `${number} values`;
}

function banner() {
  return document.getElementById("entry-signed-out");
}

const form = document.querySelector("form[data-entry]");
if (form) {
  new Page(form);
}
