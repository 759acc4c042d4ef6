// Ticks the rules for a new password while it is typed. The server's rules decide; these are the ones a browser can see.
for (const list of document.querySelectorAll("[data-checks]")) {
  const input = document.getElementById(list.dataset.checks);
  const email = input.form.elements.namedItem("email");
  const met = {
    min_length: (text, item) => [...text].length >= Number(item.dataset.value),
    upper: (text) => /\p{Uppercase}/u.test(text),
    lower: (text) => /\p{Lowercase}/u.test(text),
    digit: (text) => /\p{N}/u.test(text),
    symbol: (text) => /[^\p{Alphabetic}\p{N}]/u.test(text),
    not_email: (text) => {
      const typed = text.trim().toLowerCase();
      const address = (email ? email.value : list.dataset.email || "").trim().toLowerCase();
      return typed !== address && typed !== address.split("@")[0];
    },
  };
  const mark = () => {
    for (const item of list.querySelectorAll("[data-rule]")) {
      // What only the server can see is neither met nor missed here.
      const check = met[item.dataset.rule];
      if (check) item.dataset.met = input.value && check(input.value, item) ? "yes" : "no";
    }
  };
  input.addEventListener("input", mark);
  if (email) email.addEventListener("input", mark);
  mark();
}
