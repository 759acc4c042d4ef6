// Shows and hides what is typed into a password field. Without script the button stays hidden.
for (const button of document.querySelectorAll("[data-shows]")) {
  const input = document.getElementById(button.dataset.shows);
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
    input.focus();
  });
  // Browsers offer to save a password only from a field of that type.
  input.form.addEventListener("submit", () => { input.type = "password"; });
}
