/* What is typed into a long form (form[data-keep]) is kept on the server every 20 seconds and on
   leaving, and put back when the form is opened again. Passwords and files never are. */
(function () {
  "use strict";
  const EVERY = 20000;
  const skipped = /^(hidden|password|file|submit|button|image|reset)$/;
  const frame = document.body.dataset;
  const forms = Array.from(document.querySelectorAll("form[data-keep]"));
  if (!frame.drafts || !forms.length) return;
  const address = location.pathname + location.search;
  const fieldsOf = (form) => Array.from(form.elements).filter((field) => field.name && !skipped.test(field.type));
  const isChoice = (field) => field.type === "checkbox" || field.type === "radio";
  let last = "";

  function typed() {
    const found = {};
    forms.flatMap(fieldsOf).forEach((field) => {
      found[field.name] = found[field.name] || [];
      if (field.multiple) Array.from(field.selectedOptions).forEach((one) => found[field.name].push(one.value));
      else if (!isChoice(field) || field.checked) found[field.name].push(field.value);
    });
    return JSON.stringify(found);
  }

  function put(field, values) {
    if (isChoice(field)) field.checked = values.includes(field.value);
    else if (field.multiple) Array.from(field.options).forEach((one) => { one.selected = values.includes(one.value); });
    else if (values.length) field.value = values[0];
  }

  function send(fields) {
    const body = new FormData();
    body.append("csrfmiddlewaretoken", forms[0].elements.csrfmiddlewaretoken.value);
    body.append("address", address);
    body.append("fields", fields);
    return fetch(frame.drafts, { method: "POST", body, keepalive: true, credentials: "same-origin" });
  }

  const changed = () => forms.some((form) => form.dataset.changed === "1");
  const asked = (answer) => (answer.ok && !answer.redirected && answer.status !== 204 ? answer.json() : {});

  function note(saved) {
    const line = document.querySelector("[data-draft-note]");
    if (!line || !saved) return;
    line.hidden = false;
    line.querySelector("[data-draft-time]").textContent = saved;
  }

  // The session is over; what was typed has been kept all the same.
  function signInAgain() {
    forms.forEach((form) => { form.dataset.changed = ""; });
    location.reload();
    return {};
  }

  function save() {
    const now = typed();
    if (!changed() || now === last) return;
    last = now;
    send(now).then((answer) => (answer.redirected ? signInAgain() : asked(answer)))
      .then((kept) => note(kept.saved)).catch(() => { last = ""; });
  }

  function restore(kept) {
    if (!kept.fields) return;
    forms.flatMap(fieldsOf).forEach((field) => {
      if (kept.fields[field.name]) put(field, kept.fields[field.name]);
    });
    last = typed();
    note(kept.saved);
  }

  function start() {
    const drop = document.querySelector("[data-draft-drop]");
    if (drop) drop.addEventListener("click", () => {
      forms.forEach((form) => { form.dataset.changed = ""; });
      send("{}").then(() => location.reload());
    });
    // After a refusal the page already holds what was typed, and newer than any draft.
    if (frame.method === "GET") {
      fetch(frame.drafts + "?address=" + encodeURIComponent(address), { credentials: "same-origin" })
        .then(asked).then(restore).catch(() => {});
    }
    setInterval(save, EVERY);
    addEventListener("pagehide", save);
  }

  start();
})();
