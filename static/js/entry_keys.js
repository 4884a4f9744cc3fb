// Enter and arrow keys move between indicators, Escape puts back what was saved, Ctrl+S saves.

const SWITCH = "entry moves off"; // in this browser's storage while Enter and arrows do not move

export class Keys {
  #rows;
  #switch;
  #column = { box: null, field: "" }; // the box that was moved to, and the column one moves in

  // `rows` in their order on the page; `saveAll` is called for Ctrl+S.
  constructor(form, rows, saveAll) {
    this.#rows = rows;
    this.#switch = document.getElementById("entry-moves");
    this.#switch.checked = !stored(SWITCH);
    this.#switch.addEventListener("change", () => store(SWITCH, !this.#switch.checked));
    form.addEventListener("keydown", (event) => this.#pressed(event));
    document.addEventListener("keydown", (event) => {
      const control = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
      if (control && event.key.toLowerCase() === "s") {
        event.preventDefault();
        saveAll();
      }
    });
  }

  #pressed(event) {
    const place = this.#rows.findIndex((row) => row.body.contains(event.target));
    const input = event.target;
    if (place < 0 || input.tagName !== "INPUT" || input.type !== "text" || event.isComposing) {
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const row = this.#rows[place];
    if (event.key === "Escape") {
      event.preventDefault();
      input.value = row.saved[input.name.split("-")[1]];
      input.select();
      row.changed();
      return;
    }
    const step = stepOf(event);
    if (step && this.#switch.checked) {
      event.preventDefault();
      row.changed();
      const { box, field } = this.#column;
      this.#move(place, step, box === input ? field : input.name.split("-")[1]);
    }
  }

  // To the same box of the next row that can be written in; a row without it is not passed over:
  // there it is the first, and one goes on in the same column.
  #move(place, step, field) {
    for (let at = place + step; at >= 0 && at < this.#rows.length; at += step) {
      const controls = this.#rows[at].controls;
      const found = [field, "n", "v"].map((name) => controls.get(name)).find(shown);
      if (found) {
        this.#column = { box: found, field };
        found.focus();
        found.select();
        return;
      }
    }
  }
}

// 1 for the next indicator, -1 for the one before, 0 for a key that does not move.
function stepOf(event) {
  if (event.key === "Enter") {
    return event.shiftKey ? -1 : 1;
  }
  if (event.shiftKey) {
    return 0;
  }
  return { ArrowDown: 1, ArrowUp: -1 }[event.key] ?? 0;
}

function shown(control) {
  return control && !control.closest("details:not([open])");
}

function stored(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function store(name, on) {
  try {
    if (on) {
      localStorage.setItem(name, "1");
    } else {
      localStorage.removeItem(name);
    }
  } catch {
    // Switched off in this browser: it holds until the page is left.
  }
}
