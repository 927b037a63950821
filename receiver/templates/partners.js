// Updates the snippet while the form is filled in, and copies it. Without this script, the form's
// own button updates the snippet, and the reader copies it.

const form = document.querySelector("form");

form.addEventListener("change", () => form.checkValidity() && update());
form.addEventListener("submit", (event) => {
  event.preventDefault();
  update();
});
document.addEventListener("click", ({ target }) => target.id === "copy" && copy());
document.getElementById("copy").hidden = false;
// In another language, the whole page is another.
document.getElementById("lang")?.addEventListener("change", () => form.submit());

let asking;

/** Requests the page as the form's own button would, and shows the snippet of the answer. */
async function update() {
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  try {
    const query = new URLSearchParams(new FormData(form));
    const answer = await fetch(`${form.action}?${query}`, { signal });
    if (!answer.ok) return say("unchanged");
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    page.getElementById("copy").hidden = false;
    document.getElementById("result").replaceWith(page.getElementById("result"));
  } catch {
    if (!signal.aborted) form.submit();
  }
}

/** Shows one of the page's own texts. */
function say(key) {
  const said = document.getElementById("said");
  said.textContent = said.dataset[key];
}

async function copy() {
  try {
    await navigator.clipboard.writeText(document.getElementById("snippet").textContent);
    say("copied");
  } catch {
    getSelection().selectAllChildren(document.getElementById("snippet"));
    say("selected");
  }
}
