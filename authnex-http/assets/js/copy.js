// Copies a value. Without script the button stays hidden: the value can be marked by hand.
for (const button of document.querySelectorAll("[data-copies]")) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).textContent.trim());
    button.dataset.copied = "";
    const told = button.querySelector("[role=status]");
    told.textContent = button.dataset.done;
    setTimeout(() => {
      delete button.dataset.copied;
      told.textContent = "";
    }, 2000);
  });
}
