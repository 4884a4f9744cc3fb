// Sends one row at a time to the server and says what became of it, whatever happens on the way.

const AT_ONCE = 3; // requests under way; browsers keep more than six waiting anyway

export class Sender {
  #form;
  #running = 0;
  #waiting = [];
  #renewing = null;

  constructor(form) {
    this.#form = form;
  }

  get #token() {
    return this.#form.elements.csrfmiddlewaretoken;
  }

  // The server's answer, or {state: "offline" | "signed_out" | "somebody_else" | "broken"}.
  async send(address, fields) {
    if (this.#running >= AT_ONCE) {
      await new Promise((resolve) => this.#waiting.push(resolve));
    }
    this.#running += 1;
    try {
      const answer = await this.#post(address, fields);
      if (answer.state !== "token") {
        return answer;
      }
      // Signed in again elsewhere: the token of this page is no longer that of the session.
      const problem = await this.#renewed();
      return problem ? { state: problem } : await this.#post(address, fields);
    } finally {
      this.#running -= 1;
      this.#waiting.shift()?.();
    }
  }

  async #post(address, fields) {
    let response;
    try {
      response = await fetch(address, {
        method: "POST",
        body: fields,
        headers: { Accept: "application/json", "X-CSRFToken": this.#token.value },
        redirect: "manual",
      });
    } catch {
      return { state: "offline" };
    }
    if (response.status >= 500 || response.status === 429) {
      return { state: "offline" };
    }
    try {
      return { state: "broken", ...(await response.json()) };
    } catch {
      return { state: response.ok ? "offline" : "broken" };
    }
  }

  // A token that works, read from this page as the server shows it now. One request for all rows.
  #renewed() {
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = null;
    });
    return this.#renewing;
  }

  async #renew() {
    let response, text;
    try {
      const address = location.pathname + location.search;
      response = await fetch(address, { headers: { Accept: "text/html" }, cache: "no-store" });
      text = await response.text();
    } catch {
      return "offline";
    }
    if (response.redirected) {
      return "signed_out";
    }
    if (!response.ok) {
      return response.status >= 500 ? "offline" : "broken";
    }
    const page = new DOMParser().parseFromString(text, "text/html");
    const who = page.querySelector("form[data-entry]")?.dataset.who;
    if (who && who !== this.#form.dataset.who) {
      return "somebody_else";
    }
    this.#token.value = page.querySelector("[name=csrfmiddlewaretoken]").value;
    return "";
  }
}
