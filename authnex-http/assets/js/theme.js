// Changes light and dark in place, so that nothing typed is lost. Without script the form is sent and the page drawn anew.
for (const button of document.querySelectorAll("[name=theme][type=submit]")) {
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    const body = new URLSearchParams(new FormData(button.form));
    body.set("theme", button.value);
    const reply = await fetch(button.form.action, { method: "POST", body, redirect: "manual" });
    if (reply.type !== "opaqueredirect") return button.form.requestSubmit(button);
    if (button.value === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = button.value;
    for (const other of document.querySelectorAll("[name=theme][type=submit]")) {
      other.setAttribute("aria-pressed", String(other.value === button.value));
    }
  });
}
