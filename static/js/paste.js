// A block of cells pasted into a page of entry: shown first, then filled in, and taken back if wanted.
//
// The server reads the cells and says which row each is for; nothing is parsed and nothing saved
// here. What is filled in is saved by entry.js, which is told by "entry:filled".

import { Sender } from "./entry_send.js";

const BOX = /^(m\d+)-([vnd])$/;
const SENTENCES = {
  offline: "The server cannot be reached, so nothing was pasted. Try again in a moment.",
  signed_out: "You have been signed out, so nothing was pasted. Sign in again, then paste again.",
  somebody_else: "Somebody else is signed in now, so nothing was pasted.",
  broken: "The server could not read it, so nothing was pasted. Paste fewer cells at a time.",
};

class Paste {
  #place;
  #form;
  #sender;
  #status;
  #open = null; // the panel that is shown: {holder, box, text}
  #undo = null; // what the last paste replaced: {holder, box, before, touched}

  constructor(place, form) {
    this.#place = place;
    this.#form = form;
    this.#sender = new Sender(form);
    this.#status = place.querySelector("[data-paste-status]");
    form.addEventListener("paste", (event) => this.#pasted(event));
    form.addEventListener("input", (event) => this.#touched(event));
    form.addEventListener("entry:saved", (event) => this.#saved(event.detail.row));
  }

  #pasted(event) {
    const box = event.target;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    // A single cell comes with a line end behind it: that is for the box itself.
    if (BOX.test(box.name ?? "") && /[\t\r\n]/.test(text.replace(/[\r\n]+$/, ""))) {
      event.preventDefault();
      this.#read(box, text, "");
    }
  }

  // --- The panel ---

  async #read(box, text, reason) {
    const asked = { box, text };
    this.#asked = asked;
    this.#say("Reading what you pasted.");
    const [, row, field] = BOX.exec(box.name);
    const fields = new URLSearchParams({ text, reason, row, field });
    fields.set("section", this.#place.dataset.section);
    const answer = await this.#sender.send(this.#place.dataset.paste, fields);
    if (this.#asked === asked) {
      this.#show(box, text, reason, answer);
    }
  }

  #asked = null;

  #show(box, text, reason, answer) {
    const again = Boolean(this.#open);
    this.#close();
    const panel = copy(this.#place.querySelector("[data-paste-panel]"));
    const holder = this.#hold(box, panel);
    this.#open = { holder, box, text };
    const read = answer.state === "read";
    const title = panel.querySelector("[data-title]");
    title.textContent = read ? answer.title : "Nothing was pasted";
    panel.querySelector("[data-cancel]").addEventListener("click", () => this.#cancel());
    panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        event.preventDefault();
        this.#cancel();
      }
    });
    if (read) {
      this.#draw(panel, answer, reason);
    } else {
      note(panel, answer.sentence ?? SENTENCES[answer.state] ?? SENTENCES.broken);
    }
    this.#say(read ? `${answer.title}. ${answer.said}` : panel.textContent);
    const select = panel.querySelector("#paste-reason");
    (again && select.offsetParent ? select : title).focus();
  }

  #draw(panel, answer, reason) {
    const table = panel.querySelector("[data-table]");
    table.hidden = !answer.rows.length;
    table.tBodies[0].append(...answer.rows.map((row) => this.#line(row)));
    note(panel, answer.note);
    const fill = panel.querySelector("[data-fill]");
    fill.hidden = !answer.fill;
    fill.textContent = answer.fill_words;
    fill.addEventListener("click", () => this.#fill(answer.rows.filter((row) => row.set)));
    const asks = panel.querySelector("[data-reason]");
    asks.hidden = !answer.asks_reason && !reason;
    const select = asks.querySelector("select");
    const known = this.#form.querySelectorAll("select[name$='-s'] optgroup");
    select.append(...[...(known[0]?.children ?? [])].map((option) => option.cloneNode(true)));
    select.value = reason;
    const { box, text } = this.#open;
    select.addEventListener("change", () => this.#read(box, text, select.value));
  }

  #line(row) {
    const line = document.createElement("tr");
    const head = document.createElement("th");
    head.scope = "row";
    head.textContent = row.name;
    const typed = this.#unsaved(row);
    line.append(
      head,
      cell("Now", typed ? `${row.now} (not saved yet: ${typed})` : row.now || "Not known"),
      cell("Will become", row.set ? row.then : "Left out"),
      cell("Problem", row.problem || "None", row.set ? "" : "app-paste__problem"),
    );
    return line;
  }

  // What stands in the row's boxes and is not what the server has.
  #unsaved(row) {
    return Object.entries(row.saved ?? {})
      .map(([field, saved]) => [this.#control(row.key, field)?.value, saved])
      .filter(([typed, saved]) => typed !== undefined && typed !== saved)
      .map(([typed]) => typed || "empty")
      .join(" / ");
  }

  #cancel() {
    const { box } = this.#open;
    this.#close();
    this.#say("Nothing was pasted.");
    box.focus();
  }

  #close() {
    this.#open?.holder.remove();
    this.#open = null;
  }

  // --- Filling in, and taking back ---

  #fill(rows) {
    const { box } = this.#open;
    this.#close();
    this.#forget();
    const before = new Map(rows.map((row) => [row.key, this.#put(row.key, row.set)]));
    const bar = copy(this.#place.querySelector("[data-paste-undo]"));
    const words = rows.length === 1 ? "1 value was filled in." : `${rows.length} values were filled in.`;
    note(bar, words);
    const undo = { holder: this.#hold(box, bar), box, before, touched: new Set() };
    this.#undo = undo;
    bar.querySelector("[data-undo]").addEventListener("click", () => this.#takeBack());
    this.#tell("pasted", before.keys());
    this.#say(`${words} The button “Undo paste” is before them.`);
    box.focus();
  }

  #takeBack() {
    const { box, before } = this.#undo;
    this.#forget();
    for (const [key, texts] of before) {
      this.#put(key, texts);
    }
    this.#tell("typed", before.keys());
    this.#say("The paste was undone.");
    box.focus();
  }

  // Put texts into a row's controls; returns what stood there.
  #put(key, texts) {
    const before = {};
    for (const [field, text] of Object.entries(texts)) {
      const control = this.#control(key, field);
      if (control) {
        before[field] = control.value;
        control.value = text;
        if (text) {
          control.closest("details")?.setAttribute("open", "");
        }
      }
    }
    return before;
  }

  #tell(how, rows) {
    const detail = { how, rows: [...rows] };
    this.#form.dispatchEvent(new CustomEvent("entry:filled", { bubbles: true, detail }));
  }

  // Once a pasted row is typed in and saved, the paste can no longer be undone.
  #touched(event) {
    const key = BOX.exec(event.target.name ?? "")?.[1] ?? event.target.closest("tbody")?.id;
    if (this.#undo?.before.has(key)) {
      this.#undo.touched.add(key);
    }
  }

  #saved(key) {
    if (this.#undo?.touched.has(key)) {
      this.#forget();
    }
  }

  #forget() {
    if (this.#undo?.holder.contains(document.activeElement)) {
      this.#undo.box.focus();
    }
    this.#undo?.holder.remove();
    this.#undo = null;
  }

  // --- Small things ---

  #control(key, field) {
    return document.getElementById(`${key}-${field}`);
  }

  // A row of the table by itself, before the one in which was pasted.
  #hold(box, element) {
    const body = document.createElement("tbody");
    body.className = "app-paste__row";
    const place = body.insertRow().insertCell();
    place.colSpan = box.closest("tr").cells.length;
    place.className = "app-cell-text";
    place.append(element);
    box.closest("tbody").before(body);
    return body;
  }

  #say(text) {
    this.#status.textContent = text.replace(/\s+/g, " ").trim();
  }
}

function copy(template) {
  return template.content.firstElementChild.cloneNode(true);
}

function note(element, text) {
  const place = element.querySelector("[data-note]");
  place.textContent = text ?? "";
  place.hidden = !text;
}

function cell(label, text, kind = "") {
  const made = document.createElement("td");
  made.dataset.label = label;
  made.className = `app-cell-text ${kind}`.trim();
  made.textContent = text;
  return made;
}

const place = document.querySelector("[data-paste]");
const form = document.querySelector("form[data-entry]");
if (place && form) {
  new Paste(place, form);
}
