// One row of the entry table: what stands in it, what is saved, and saving it.
//
// The server reads what is typed and draws what is said about it; nothing is parsed here. `origin`
// (the hidden field o) says which version of the figure the row rests on: see targets/views/rows.py.

const FIELDS = ["v", "n", "d", "s", "p", "q", "c", "a", "b", "t", "i", "f"];
const PAUSE = 800; // milliseconds between the last change of a row and its saving

const SENTENCES = {
  offline: "The server cannot be reached. Will retry.",
  signed_out: "You have been signed out.",
  somebody_else: "Somebody else is signed in now. Sign in again as yourself.",
  broken: "The server refused it. Copy what you typed, then load the page again.",
};

export class Row {
  #page;
  #timer = 0;
  #sending = null;
  #again = false;
  #uncertain = null; // texts that were sent and never answered: they may have been saved
  #quiet = ""; // the Check cell of what is saved

  constructor(body, page) {
    this.#page = page;
    this.body = body;
    this.key = body.id;
    this.controls = new Map();
    for (const field of FIELDS) {
      const control = body.querySelector(`[name="${this.key}-${field}"]`);
      if (control) {
        this.controls.set(field, control);
      }
    }
    this.how = "typed";
    // A row that came back from the server unsaved says what is saved.
    this.state = body.dataset.saved ? "refused" : "saved";
    // Else it is what the page came with: somebody may have typed before this script was there.
    this.saved = body.dataset.saved ? this.#only(JSON.parse(body.dataset.saved)) : this.#asLoaded();
    this.#quiet = body.dataset.saved
      ? "<strong>As it was saved</strong>"
      : this.#check.innerHTML;
  }

  get name() {
    return document.getElementById(`${this.key}-name`).textContent;
  }

  get origin() {
    return this.#origin.value;
  }

  get #origin() {
    return this.body.querySelector(`[name="${this.key}-o"]`);
  }

  get #check() {
    return this.body.querySelector("[data-check]");
  }

  get #choice() {
    return this.body.querySelector(`[name="${this.key}-w"]:checked`)?.value ?? "";
  }

  get inConflict() {
    return this.origin.includes("!");
  }

  #asLoaded() {
    const texts = {};
    for (const [field, control] of this.controls) {
      texts[field] = loaded(control);
    }
    return texts;
  }

  // The texts in the row's controls, by field.
  texts() {
    const texts = {};
    for (const [field, control] of this.controls) {
      texts[field] = control.type === "checkbox" ? (control.checked ? "1" : "") : control.value;
    }
    return texts;
  }

  put(texts) {
    for (const [field, control] of this.controls) {
      if (control.type === "checkbox") {
        control.checked = Boolean(texts[field]);
      } else {
        control.value = texts[field] ?? "";
      }
      if (texts[field] && this.saved[field] !== texts[field]) {
        control.closest("details")?.setAttribute("open", "");
      }
    }
  }

  // Whether something here is not known to be saved.
  get unsaved() {
    return Boolean(this.#uncertain) || this.inConflict || !same(this.texts(), this.saved);
  }

  get draft() {
    return { texts: this.texts(), origin: this.origin, how: this.how, uncertain: this.#uncertain };
  }

  // Lay a kept draft over the row. Whether it says anything that is not on the page already.
  restore(draft) {
    if (same(draft.texts, this.texts())) {
      return false;
    }
    this.put(draft.texts);
    this.#origin.value = draft.origin;
    this.#uncertain = draft.uncertain;
    this.how = draft.how;
    return this.unsaved;
  }

  // Put these texts into the boxes that have none.
  copy(texts) {
    for (const [field, text] of Object.entries(texts)) {
      const control = this.controls.get(field);
      if (!control.value.trim()) {
        control.value = text;
      }
    }
    this.changed();
  }

  // Somebody is typing.
  typed() {
    if (this.state !== "saved" && !this.unsaved && !this.#sending) {
      this.#clear();
      this.#check.innerHTML = this.#quiet;
      this.state = "saved";
    }
    this.#page.noted(this);
  }

  // Something was entered: it is saved in a moment.
  changed() {
    this.typed();
    clearTimeout(this.#timer);
    if (this.unsaved) {
      this.#timer = setTimeout(() => this.save(), PAUSE);
    }
  }

  // Save what stands in the row. Two savings of a row never overlap: the latest waits its turn.
  async save() {
    clearTimeout(this.#timer);
    if (this.#sending) {
      this.#again = true;
      return this.#sending;
    }
    if (!this.unsaved || (this.inConflict && this.#panel && !this.#choice)) {
      return;
    }
    this.#sending = this.#send();
    await this.#sending;
  }

  async #send() {
    do {
      this.#again = false;
      const texts = this.#uncertain ?? this.texts();
      this.body.toggleAttribute("data-saving", true);
      const answer = await this.#page.sender.send(this.body.dataset.save, this.#fields(texts));
      this.body.toggleAttribute("data-saving", false);
      const resent = this.#uncertain;
      this.#take(answer, texts);
      // What had no answer was sent again first, to know what the latest rests on.
      this.#again ||= Boolean(resent) && this.state === "saved" && this.unsaved;
    } while (this.#again && this.unsaved && !this.inConflict && !(this.state in SENTENCES));
    this.#sending = null;
  }

  #fields(texts) {
    const fields = new URLSearchParams({ how: this.how, [`${this.key}-o`]: this.origin });
    for (const [field, text] of Object.entries(texts)) {
      if (field !== "q" || text) {
        fields.set(`${this.key}-${field}`, text);
      }
    }
    if (this.inConflict) {
      fields.set(`${this.key}-w`, this.#choice);
    }
    return fields;
  }

  #take(answer, texts) {
    if (!(answer.state in SENTENCES) && answer.check_html === undefined) {
      answer = { state: "broken" };
    }
    this.#uncertain = answer.state === "offline" ? texts : null;
    this.state = answer.state;
    if (answer.state in SENTENCES) {
      this.#say(SENTENCES[answer.state], answer.state);
    } else {
      this.#clear();
      this.#origin.value = answer.origin;
      this.#redraw(answer.check_html);
    }
    if (answer.state === "theirs") {
      this.put(this.#only(answer.typed));
      texts = this.texts();
    }
    if (["saved", "unchanged", "theirs"].includes(answer.state)) {
      this.state = "saved";
      this.saved = texts;
      this.how = "typed";
      this.#quiet = answer.check_html;
      this.body.querySelector("[data-made]")?.replaceChildren(answer.made ? `= ${answer.made}` : "");
    } else if (answer.state === "conflict") {
      this.#ask(answer.panel_html);
    }
    this.#refuse(answer.errors ?? {});
    this.#page.answered(this, answer);
  }

  // --- What is shown ---

  #redraw(html) {
    const focused = this.#check.contains(document.activeElement);
    this.#check.innerHTML = html;
    if (focused) {
      this.#check.querySelector("a")?.focus();
    }
  }

  #say(sentence, state) {
    const strong = document.createElement("strong");
    strong.textContent = state === "offline" ? "Not saved – will retry" : "Not saved";
    const said = document.createElement("span");
    said.className = "app-entry__refusal";
    said.textContent = sentence;
    this.#check.replaceChildren(strong, said);
    if (state === "signed_out") {
      const link = document.createElement("a");
      link.className = "govuk-link";
      link.href = "#entry-signed-out";
      link.textContent = "What to do";
      this.#check.append(link);
    }
  }

  // Say at each control what is wrong with it. The words stand in the Check cell.
  #refuse(errors) {
    for (const field of Object.keys(errors)) {
      const control = this.controls.get(field);
      if (control) {
        control.setAttribute("aria-invalid", "true");
        describe(control, `${control.id}-error`, true);
        control.classList.add(errorClass(control));
        control.closest("td")?.classList.add("app-entry__cell--error");
        control.closest("details")?.setAttribute("open", "");
      }
    }
  }

  // Take away what was said about an earlier try, by the server's page or by us.
  #clear() {
    for (const control of this.controls.values()) {
      control.removeAttribute("aria-invalid");
      control.classList.remove(errorClass(control));
      describe(control, `${control.id}-error`, false);
    }
    for (const cell of this.body.querySelectorAll(".app-entry__cell--error")) {
      cell.classList.remove("app-entry__cell--error");
    }
    for (const error of this.body.querySelectorAll(".govuk-error-message")) {
      error.remove();
    }
    const panel = this.#panel;
    if (panel) {
      const focused = panel.contains(document.activeElement);
      panel.remove();
      if (focused) {
        (this.controls.get("n") ?? this.controls.get("v")).focus();
      }
    }
  }

  get #panel() {
    return this.body.querySelector("tr.app-entry__clash");
  }

  #ask(html) {
    const line = document.createElement("tr");
    line.className = "app-entry__clash";
    const cell = line.insertCell();
    cell.colSpan = 6;
    cell.className = "app-cell-text";
    cell.innerHTML = html;
    this.body.prepend(line);
  }

  #only(texts) {
    return Object.fromEntries([...this.controls.keys()].map((field) => [field, texts[field] ?? ""]));
  }
}

function loaded(control) {
  if (control.type === "checkbox") {
    return control.defaultChecked ? "1" : "";
  }
  if (control.tagName === "SELECT") {
    const options = [...control.options];
    return (options.find((option) => option.defaultSelected) ?? options[0]).value;
  }
  return control.defaultValue;
}

function same(one, other) {
  return Object.keys(one).every((field) => one[field] === other[field]);
}

function errorClass(control) {
  return { SELECT: "govuk-select--error", TEXTAREA: "govuk-textarea--error" }[control.tagName]
    ?? "govuk-input--error";
}

// Put an id into aria-describedby, or take it out; others stay.
function describe(control, id, wanted) {
  const ids = (control.getAttribute("aria-describedby") ?? "").split(" ");
  const left = ids.filter((one) => one && one !== id);
  if (wanted) {
    left.push(id);
  }
  if (left.length) {
    control.setAttribute("aria-describedby", left.join(" "));
  } else {
    control.removeAttribute("aria-describedby");
  }
}
