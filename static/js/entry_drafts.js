// What is typed and not confirmed by the server is kept in this tab's storage, for its user and its
// page, so that a reload or a crash loses nothing.

export class Drafts {
  #name;
  #kept;

  constructor(who) {
    this.#name = `entry ${who} ${location.pathname}`;
    this.#kept = this.#read();
  }

  get all() {
    return Object.entries(this.#kept);
  }

  keep(key, draft) {
    this.#kept[key] = draft;
    this.#write();
  }

  forget(key) {
    if (key in this.#kept) {
      delete this.#kept[key];
      this.#write();
    }
  }

  #read() {
    try {
      return JSON.parse(sessionStorage.getItem(this.#name)) ?? {};
    } catch {
      return {};
    }
  }

  #write() {
    try {
      if (Object.keys(this.#kept).length) {
        sessionStorage.setItem(this.#name, JSON.stringify(this.#kept));
      } else {
        sessionStorage.removeItem(this.#name);
      }
    } catch {
      // Storage is full or switched off: the values are still on the page.
    }
  }
}
