// Annotated JSON. On a page that explores a response: the card of the key that is pointed at, the
// filter, and the keyboard. Beside a table of fields: a field and its line light up together.
// Without this file each key is a link, and objects fold.
(() => {
  /** @type {HTMLElement | null} */
  const explorer = document.querySelector(".explorer:not([data-lazy])");
  if (explorer) explore(explorer);
  // The playground adds the cards when a reader needs them.
  document.addEventListener("annotated", ({ target }) => explore(/** @type {HTMLElement} */ (target)));
  for (const json of document.querySelectorAll(".beside")) pair(/** @type {HTMLElement} */ (json));

  /** @param {HTMLElement} figure */
  function explore(figure) {
    const json = /** @type {HTMLElement} */ (figure.querySelector(".json"));
    const cards = /** @type {HTMLElement} */ (figure.querySelector(".cards"));
    /** @type {HTMLElement[]} */
    const lines = [...json.querySelectorAll("[id]")].filter((line) => line instanceof HTMLElement);
    /** @type {HTMLElement | null} */
    let current = null;

    /** @param {HTMLElement} line */
    const foldOf = (line) => /** @type {HTMLDetailsElement | null} */ (line.querySelector(":scope > details"));

    // --- The card of a line ---

    /** @param {HTMLElement} line */
    const keyOf = (line) => /** @type {HTMLAnchorElement | null} */ (line.querySelector("a"));
    /** The line whose key an item of an array belongs to. @param {HTMLElement} line */
    const owner = (line) => {
      /** @type {HTMLElement | null} */
      let found = line;
      while (found && !isNamed(found)) found = found.parentElement?.closest("[id]") ?? null;
      return found ?? line;
    };
    /** @param {HTMLElement} line */
    const isNamed = (line) => !/^\d+$/.test(line.id.slice(line.id.lastIndexOf("/") + 1));
    /** @param {HTMLElement} line */
    const cardOf = (line) => {
      const key = keyOf(owner(line));
      return key && document.getElementById(key.hash.slice(1));
    };
    /** Steps below a field with any data are keys of a dictionary. @param {HTMLElement} line */
    const python = (line) => {
      /** @type {string[]} */
      const steps = [];
      for (let at = /** @type {HTMLElement | null} */ (line); at; at = at.parentElement?.closest(".json [id]") ?? null) {
        const step = at.id.slice(at.id.lastIndexOf("/") + 1).replaceAll("~1", "/").replaceAll("~0", "~");
        const name = keyOf(owner(at))?.hash.split(".").at(-1);
        if (!isNamed(at)) steps.unshift(`[${step}]`);
        else steps.unshift(name === step ? `.${step}` : `[${JSON.stringify(step)}]`);
      }
      return `response${steps.join("")}`;
    };

    const close = document.createElement("button");
    Object.assign(close, { type: "button", className: "close", title: "Close", ariaLabel: "Close", textContent: "✕" });
    close.addEventListener("click", () => hide(true));

    /** @param {HTMLElement} line */
    const show = (line) => {
      const card = cardOf(line);
      if (!card || line === current) return;
      hide(false);
      current = line;
      line.classList.add("on");
      card.classList.add("shown");
      const facts = /** @type {HTMLElement} */ (card.querySelector("dl"));
      for (const fact of facts.querySelectorAll(".place")) fact.remove();
      facts.append(...fact("Pointer", line.id), ...fact("Python", python(line)));
      const value = line.matches(".o") ? "" : (line.querySelector(".s, .v")?.textContent ?? "");
      let here = card.querySelector(".here");
      if (!here) {
        here = document.createElement("p");
        here.className = "here";
        card.append(here);
      }
      here.textContent = value.length > 30 ? value : "";
      card.append(close);
    };
    /** @param {string} name @param {string} text */
    const fact = (name, text) => {
      const term = document.createElement("dt");
      term.textContent = name;
      const place = document.createElement("dd");
      term.className = place.className = "place";
      const code = document.createElement("code");
      code.textContent = text;
      const copy = document.createElement("button");
      Object.assign(copy, { type: "button", textContent: "Copy", title: `Copy ${text}` });
      copy.dataset.clipboardText = text;
      place.append(code, " ", copy);
      return [term, place];
    };
    /** Whether the focus moves back to a key, which must not open its card again. */
    let isClosing = false;
    /** @param {boolean} focus */
    const hide = (focus) => {
      cards.querySelector(".shown")?.classList.remove("shown");
      current?.classList.remove("on");
      isClosing = true;
      if (focus && current) keyOf(owner(current))?.focus({ preventScroll: true });
      isClosing = false;
      current = null;
    };

    /** @param {EventTarget | null} target */
    const lineOf = (target) =>
      /** @type {HTMLElement | null} */ (target instanceof Element ? target.closest(".json [id]") : null);
    // A sheet that comes up from below must not follow the mouse.
    const hasRoom = matchMedia("(min-width: 60em)");
    const isSmall = figure.matches(".small");
    json.addEventListener("pointerover", ({ target, pointerType }) => {
      const line = lineOf(target);
      if (line && pointerType === "mouse" && (isSmall || hasRoom.matches)) show(line);
    });
    json.addEventListener("focusin", ({ target }) => {
      const line = lineOf(target);
      if (line && !isClosing && target instanceof HTMLElement && target.matches(":focus-visible")) show(line);
    });
    json.addEventListener("click", (event) => {
      const line = lineOf(event.target);
      if (!line || !(event.target instanceof Element)) return;
      const key = event.target.closest("a");
      if (event.target.closest("summary")) return;
      if (key && (event.metaKey || event.ctrlKey || event.shiftKey)) return;
      event.preventDefault();
      event.stopPropagation();
      const fold = foldOf(line);
      if (fold && !key && event.target.parentElement === line) fold.open = !fold.open;
      show(line);
      point(line);
    });

    // --- The address ---

    /** @param {HTMLElement} line */
    const point = (line) => {
      if (!isSmall) history.replaceState(history.state, "", `#${line.id}`);
      for (const link of examples) link.hash = line.id;
    };
    /** @type {NodeListOf<HTMLAnchorElement>} */
    const examples = document.querySelectorAll(".examples a");

    /** @param {HTMLElement} line */
    const unfold = (line) => {
      for (let at = line.parentElement?.closest("details"); at; at = at.parentElement?.closest("details"))
        at.open = true;
    };
    const follow = () => {
      const name = decodeURIComponent(location.hash.slice(1));
      const line =
        lines.find(({ id }) => id === name) ?? lines.find((found) => keyOf(found)?.hash === `#${name}`);
      if (!line || !name) return;
      unfold(line);
      show(line);
      point(line);
      line.scrollIntoView({ block: "center" });
    };
    addEventListener("hashchange", follow);
    cards.addEventListener("click", (event) => {
      const link = event.target instanceof Element ? event.target.closest("a") : null;
      const line = link && lines.find((found) => keyOf(found)?.hash === link.hash && link.hash);
      if (!line) return;
      event.preventDefault();
      event.stopPropagation();
      unfold(line);
      show(line);
      point(line);
      keyOf(line)?.focus();
    });

    // --- The keyboard ---

    json.addEventListener("keydown", (event) => {
      const line = lineOf(event.target);
      if (!line || event.altKey || event.ctrlKey || event.metaKey) return;
      const keys = lines.flatMap((found) => {
        const key = isNamed(found) ? keyOf(found) : null;
        return key?.checkVisibility() ? key : [];
      });
      const here = keys.indexOf(/** @type {HTMLAnchorElement} */ (keyOf(owner(line))));
      const folded = foldOf(line);
      /** @type {HTMLElement | null | undefined} */
      let next;
      if (event.key === "ArrowDown") next = keys[here + 1];
      else if (event.key === "ArrowUp") next = keys[here - 1];
      else if (event.key === "Home") next = keys[0];
      else if (event.key === "End") next = keys.at(-1);
      else if (event.key === "ArrowRight" && folded && !folded.open) folded.open = true;
      else if (event.key === "ArrowRight") next = keys[here + 1];
      else if (event.key === "ArrowLeft" && folded?.open) folded.open = false;
      else if (event.key === "ArrowLeft") {
        const above = line.parentElement?.closest(".json [id]");
        next = above instanceof HTMLElement ? keyOf(owner(above)) : null;
      } else if (event.key === "Escape") hide(true);
      else return;
      event.preventDefault();
      next?.focus();
    });

    // --- The filter ---

    const form = document.querySelector("form.find");
    const input = form?.querySelector("input");
    const all = form?.querySelector("button");
    const count = form?.querySelector("output");
    if (form && input && all && count) {
      /** @type {NodeListOf<HTMLInputElement>} */
      const boxes = form.querySelectorAll("[type=checkbox]");
      /** @type {HTMLDetailsElement[]} */
      const folds = [...json.querySelectorAll("details")];
      const named = lines.filter(isNamed);
      const texts = new Map(
        named.map((line) => {
          const card = cardOf(line);
          const marks = [...(card?.querySelectorAll("b") ?? [])].map(({ textContent }) => textContent);
          const meaning = card?.querySelector("p + p")?.textContent ?? "";
          return [line, { marks, pointer: line.id.toLowerCase(), meaning: meaning.toLowerCase() }];
        }),
      );
      /** What was unfolded before the filter was used. @type {Set<HTMLElement> | null} */
      let before = null;

      const filter = () => {
        const sought = input.value.toLowerCase().split(/\s+/).filter(Boolean);
        const marks = [...boxes].filter(({ checked }) => checked).map(({ value }) => value);
        const isIdle = !sought.length && !marks.length;
        if (!isIdle) before ??= new Set(folds.filter(({ open }) => open));
        const found = named.filter((line) => {
          const { marks: own, pointer, meaning } = /** @type {{ marks: string[], pointer: string, meaning: string }} */ (texts.get(line));
          const name = pointer.slice(pointer.lastIndexOf("/") + 1);
          return (
            marks.every((mark) => own.includes(mark)) &&
            sought.every((word) => (word.startsWith("/") ? pointer.startsWith(word) : name.includes(word) || meaning.includes(word)))
          );
        });
        const kept = new Set(found);
        for (const line of found)
          for (let at = line.parentElement?.closest(".json [id]"); at; at = at.parentElement?.closest(".json [id]"))
            kept.add(/** @type {HTMLElement} */ (at));
        for (const line of lines) {
          line.hidden = !isIdle && !kept.has(line);
          line.classList.toggle("found", !isIdle && found.includes(line));
        }
        json.classList.toggle("filtered", !isIdle);
        for (const fold of folds) {
          if (!isIdle) fold.open = fold.querySelector(".found") !== null;
          else if (before) fold.open = before.has(fold);
        }
        if (isIdle) before = null;
        count.value = isIdle ? "" : found.length ? `${found.length} of ${named.length} keys` : "No key matches.";
      };
      form.addEventListener("submit", (event) => event.preventDefault());
      form.addEventListener("input", filter);
      input.addEventListener("keydown", (event) => {
        if (event.key === "Escape") {
          input.value = "";
          filter();
        } else if (event.key === "ArrowDown") {
          event.preventDefault();
          lines.map(keyOf).find((key) => key?.checkVisibility())?.focus();
        }
      });
      all.addEventListener("click", () => {
        const isOpen = folds.every(({ open }) => open);
        for (const fold of folds) fold.open = !isOpen;
      });
      json.addEventListener(
        "toggle",
        () => {
          all.textContent = folds.every(({ open }) => open) ? "Fold all" : "Unfold all";
        },
        true,
      );
    }
    /** @type {HTMLElement | null} */
    const opened = json.querySelector("[data-on]");
    if (opened) show(opened);
    follow();
  }

  /** Lights up a field and its line together. @param {HTMLElement} beside */
  function pair(beside) {
    const table = beside.parentElement?.querySelector("table.fields");
    if (!table) return;
    /** @param {string} hash */
    const both = (hash) => {
      const row = document.getElementById(hash.slice(1))?.closest("tr");
      const keys = beside.querySelectorAll(`a[href="${CSS.escape(hash).replace("\\#", "#").replaceAll("\\.", ".")}"]`);
      return [row, ...[...keys].map((key) => key.closest("div"))].filter((found) => found !== null && found !== undefined);
    };
    /** @param {Event} event */
    const hash = ({ target }) => {
      if (!(target instanceof Element)) return "";
      const place = target.closest("tr, .json div");
      return place?.querySelector("a[href^='#']")?.getAttribute("href") ?? "";
    };
    for (const side of [table, beside])
      for (const kind of ["pointerover", "focusin"])
        side.addEventListener(kind, (event) => {
          for (const lit of document.querySelectorAll(".lit")) lit.classList.remove("lit");
          const found = hash(event);
          if (found) for (const each of both(found)) each.classList.add("lit");
        });
  }
})();
