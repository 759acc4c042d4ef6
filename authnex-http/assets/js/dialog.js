// Links to a dialog open it as one: the browser keeps the focus within and gives it back. Without script the dialog
// is the link's target.
const open = (id) => {
  const dialog = document.getElementById(id);
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
};
for (const link of document.querySelectorAll("a[data-opens]")) {
  link.setAttribute("role", "button");
  link.addEventListener("click", (event) => {
    event.preventDefault();
    open(link.dataset.opens);
  });
  link.addEventListener("keydown", (event) => {
    if (event.key === " ") { event.preventDefault(); link.click(); }
  });
}
for (const link of document.querySelectorAll("dialog a[data-closes]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    link.closest("dialog").close();
  });
}
for (const dialog of document.querySelectorAll("dialog")) {
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
}
if (location.hash) {
  const id = location.hash.slice(1);
  if (document.querySelector(`a[data-opens="${CSS.escape(id)}"]`)) {
    history.replaceState(null, "", location.pathname + location.search);
    open(id);
  }
}
