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

let asking;

/** Requests the page as the form's own button would, and shows the snippet of the answer. */
async function update() {
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  try {
    const query = new URLSearchParams(new FormData(form));
    const answer = await fetch(`${form.action}?${query}`, { signal });
    if (!answer.ok) return say("The snippet is still the old one: what you entered may be too long.");
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    page.getElementById("copy").hidden = false;
    document.getElementById("result").replaceWith(page.getElementById("result"));
  } catch {
    if (!signal.aborted) form.submit();
  }
}

function say(words) {
  document.getElementById("said").textContent = words;
}

async function copy() {
  try {
    await navigator.clipboard.writeText(document.getElementById("snippet").textContent);
    say("Copied.");
  } catch {
    getSelection().selectAllChildren(document.getElementById("snippet"));
    say("Selected: copy it with your keyboard.");
  }
}
