"use strict";
(() => {
  const entries = [...document.querySelectorAll(".requirement")];
  const texts = new Map();
  const search = document.getElementById("page-search");
  const operation = document.getElementById("page-operation");
  const kinds = [...document.querySelectorAll("input[name=standing]")];

  /* ---- building: text nodes only ---- */

  const make = (tag, { text, name, ...attributes } = {}, ...children) => {
    const element = document.createElement(tag);
    if (text !== undefined) element.textContent = text;
    if (name) element.className = name;
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };

  const duration = (seconds) =>
    Math.abs(seconds) < 0.9995 ? `${Number((seconds * 1000).toPrecision(3))} ms` : `${Number(seconds.toPrecision(4))} s`;

  const path = (url) => url.replace(/^[a-z]+:\/\/[^/?#]*/i, "") || "/";

  /* JSON with white space added and nothing else changed: numbers and escapes stay as they were sent. */
  const indented = (text) => {
    try {
      JSON.parse(text);
    } catch {
      return text;
    }
    let depth = 0;
    const newLine = () => "\n" + "  ".repeat(Math.min(depth, 20));
    return text.replace(/"(?:[^"\\]|\\.)*"|\{\s*\}|\[\s*\]|\s+|[{}[\],:]/g, (token) => {
      if (/^\s/.test(token)) return "";
      if (token === "{" || token === "[") {
        depth += 1;
        return token + newLine();
      }
      if (token === "}" || token === "]") {
        depth -= 1;
        return newLine() + token;
      }
      if (token === ",") return token + newLine();
      return token === ":" ? ": " : token;
    });
  };

  const message = (title, first, headers, body) =>
    make("div", {}, make("h5", { text: title }), make("pre", {}, [first, ...headers].join("\n") + "\n\n",
      make("span", { name: "payload", text: body === null ? "(no body)" : body === "" ? "(an empty body)" : indented(body) })));

  const command = (line) => {
    const shown = make("pre", { text: line });
    const button = make("button", { text: "Copy curl", type: "button", name: "copy" });
    button.addEventListener("click", () => copy(line, shown, button));
    return make("div", { name: "command" }, shown, button);
  };

  const unfold = (element, one) => {
    if (element.childElementCount > 1) return;
    const retried = one.retries ? `, retried ${one.retries}×` : "";
    element.append(
      make("p", { name: "hint", text: `as ${one.actor}, ${one.zone}${retried}` }),
      make("div", { name: "versus" },
        message("Request", `${one.method} ${one.url}`, one.requestHeaders, one.requestBody),
        message("Response", String(one.status), one.responseHeaders, one.responseBody)),
      command(one.curl));
  };

  const folded = (one, decisive) => {
    const line = make("summary", {},
      make("span", { name: "step", text: `${one.number}.` }), " ",
      make("span", { name: "call", text: `${one.method} ${path(one.url)}` }), ` as ${one.actor} → `,
      make("strong", { text: String(one.status) }), " ",
      make("span", { name: "took", text: duration(one.seconds) }),
      ...(decisive ? [" ", make("span", { name: "decides", text: "decides" })] : []));
    const element = make("details", { name: decisive ? "exchange decisive" : "exchange" }, line);
    element.addEventListener("toggle", () => element.open && unfold(element, one));
    return element;
  };

  const places = (text) => (text ? text.split(" ") : []);

  /* The exchanges stand behind this script, so that a long report is there before all of it is read. */
  const fill = (part) => {
    if (document.readyState === "loading") {
      document.addEventListener("DOMContentLoaded", () => fill(part), { once: true });
      return;
    }
    for (const list of part.querySelectorAll(".exchanges:empty")) {
      if (!list.closest("details").open) continue;
      const decisive = new Set(places(list.dataset.decisive));
      let open = 3;
      for (const place of places(list.dataset.places)) {
        const one = JSON.parse(document.getElementById(`page-exchange-${place}`).textContent);
        const element = folded(one, decisive.has(place));
        if (decisive.has(place) && open-- > 0) {
          unfold(element, one);
          element.open = true;
        }
        list.append(make("li", {}, element));
      }
    }
  };

  /* ---- copying ---- */

  const copy = async (line, shown, button) => {
    let copied = true;
    try {
      await navigator.clipboard.writeText(line);
    } catch {
      getSelection().selectAllChildren(shown);
      copied = document.execCommand("copy");
    }
    const word = copied ? "Copied" : "Selected; copy it with your keyboard";
    button.textContent = word;
    document.getElementById("page-status").textContent = word;
    setTimeout(() => (button.textContent = "Copy curl"), 2000);
  };

  /* ---- filter and search ---- */

  const textOf = (entry) => {
    if (!texts.has(entry)) texts.set(entry, entry.textContent.toLowerCase());
    return texts.get(entry);
  };

  const filter = () => {
    const wanted = new Set(kinds.filter((one) => one.checked).map((one) => one.value));
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const entry of entries) {
      const fits = wanted.has(entry.dataset.standing)
        && (!operation.value || operation.value === entry.dataset.operation)
        && words.every((word) => textOf(entry).includes(word));
      entry.hidden = !fits;
    }
    for (const group of document.querySelectorAll(".group")) {
      group.hidden = !group.querySelector(".requirement:not([hidden])");
    }
    const shown = entries.filter((entry) => !entry.hidden).length;
    document.getElementById("page-shown").textContent = `${shown} of ${entries.length} requirements shown`;
  };

  const reset = () => {
    search.value = operation.value = "";
    for (const one of kinds) one.checked = true;
    filter();
  };

  /* ---- deep links ---- */

  const reveal = () => {
    const target = document.getElementById(location.hash.slice(1));
    if (!target) return;
    const entry = target.closest(".requirement");
    const hidden = target.closest("[hidden]");
    if (hidden) reset();
    if (!entry) {
      if (hidden) target.scrollIntoView();
      return;
    }
    for (let part = target.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
    fill(entry);
    focus(target);
    target.scrollIntoView();
  };

  const focus = (target) => (target.matches("details") ? target.querySelector("summary") : target).focus({ preventScroll: true });

  /* ---- print: what presses is opened, and closed again ---- */

  const openedForPrint = [];
  addEventListener("beforeprint", () => {
    for (const entry of entries) {
      if (entry.hidden || entry.open || !("pressing" in entry.dataset)) continue;
      entry.open = true;
      fill(entry);
      openedForPrint.push(entry);
    }
  });
  addEventListener("afterprint", () => {
    for (const entry of openedForPrint.splice(0)) entry.open = false;
  });

  entries.forEach(textOf);
  document.addEventListener("toggle", (event) => event.target.open && fill(event.target), true);
  search.addEventListener("input", filter);
  operation.addEventListener("change", filter);
  for (const one of kinds) one.addEventListener("change", filter);
  document.getElementById("page-reset").addEventListener("click", reset);
  addEventListener("hashchange", reveal);
  addEventListener("load", () => {
    /* The browser follows the fragment too while it reads on, and takes the focus away. */
    const target = document.querySelector(":target");
    if (target && document.activeElement === document.body) focus(target);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (link && link.getAttribute("href") === location.hash) reveal();
  });
  document.querySelector(".filter").hidden = false;
  reset();
  reveal();
})();
