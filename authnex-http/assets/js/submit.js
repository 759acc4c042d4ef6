// A form is sent once: its button says so until the page is left, and works again when the visitor comes back.
const busy = new Set();
addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  const button = event.submitter;
  // A file that is downloaded leaves the page as it is: nothing would end the wait.
  if ("downloads" in event.target.dataset) return;
  if (busy.has(event.target)) return event.preventDefault();
  busy.add(event.target);
  if (button) button.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => {
  busy.clear();
  for (const button of document.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
});
