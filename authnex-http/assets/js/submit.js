// A form is sent once: its button says so until the page is left, and works again when the visitor comes back.
const busy = new Set();
addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  const button = event.submitter;
  if (busy.has(event.target)) return event.preventDefault();
  busy.add(event.target);
  if (button) button.setAttribute("aria-busy", "true");
  // The first field at fault takes the focus if the form comes back, which is a new page: nothing to undo here.
});
addEventListener("pageshow", () => {
  busy.clear();
  for (const button of document.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
});
const faulty = document.querySelector("[aria-invalid='true']");
if (faulty) faulty.focus();
