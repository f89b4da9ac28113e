/* A form as it is typed: when it has come to rest, and what the server makes of it unsaved. */

// Files are left out: what is tried could not take them back, and a draft keeps texts alone.
function fieldsOf(form) {
  const sent = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") sent.append(name, value);
  return sent;
}

/* Calls `act` with the form's fields at each tick at which they are as they were a tick before.

   Not on each event: widgets change fields without any. */
function whenAtRest(form, tick, act) {
  let before = "";
  setInterval(() => {
    if (document.hidden) return;
    const fields = fieldsOf(form);
    const text = fields.toString();
    if (text === before) act(fields, text);
    before = text;
  }, tick);
}

/* Whether an answer says that the session is over: it refuses the token, or leads to the log-in. */
function isLoggedOut({ redirected, status }) {
  return redirected || status === 403;
}

/* Sends a form's fields to be tried. Answers with the `html` they make and the `headers` it came
   with, with the `problems` that keep them from being saved, or with the `trouble` there is; with
   nothing where another trial has taken this one's place. */
async function tryOut(url, fields, signal) {
  try {
    const answer = await fetch(url, { method: "POST", body: fields, signal });
    const html = await answer.text();
    if (isLoggedOut(answer)) {
      return { trouble: "You have been logged out. Log in in another tab, then continue here: nothing is lost." };
    }
    if (answer.status === 422) return { problems: new DOMParser().parseFromString(html, "text/html") };
    if (answer.ok) return { html, headers: answer.headers };
    return { trouble: "The preview failed. Save your work and tell the site’s administrator." };
  } catch (error) {
    if (error.name === "AbortError") return {};
    return { trouble: "The server cannot be reached. It will be tried again as you type." };
  }
}

export { fieldsOf, isLoggedOut, tryOut, whenAtRest };
