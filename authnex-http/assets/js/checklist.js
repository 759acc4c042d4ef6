// Ticks the rules for a new password while it is typed. The server's rules decide; these are the ones a browser can see.
for (const list of document.querySelectorAll("[data-checks]")) {
  const input = document.getElementById(list.dataset.checks);
  const email = input.form.elements.namedItem("email");
  const met = {
    least: (text, item) => [...text].length >= Number(item.dataset.value),
    email: (text) => {
      const typed = text.trim().toLowerCase();
      const address = (email ? email.value : list.dataset.email || "").trim().toLowerCase();
      return typed !== address && typed !== address.split("@")[0];
    },
  };
  const mark = () => {
    for (const item of list.querySelectorAll("[data-rule]")) {
      const known = input.value && met[item.dataset.rule](input.value, item);
      item.dataset.met = known ? "yes" : "no";
    }
  };
  input.addEventListener("input", mark);
  if (email) email.addEventListener("input", mark);
  mark();
}
