// What signing in by passkey and adding one have in common. Without script, or where the browser knows no passkeys,
// nothing of either is shown.
const decode = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const encode = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const listed = (list) => list?.map((one) => ({ ...one, id: decode(one.id) }));
// Older browsers lack WebAuthn's JSON forms.
const toJson = (credential) => {
  if (credential.toJSON) return credential.toJSON();
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) response[part] = encode(credential.response[part]);
  }
  const { id, type } = credential;
  return { id, rawId: id, type, response, clientExtensionResults: credential.getClientExtensionResults() };
};
const ask = async (box, step, body) => {
  const headers = { "content-type": "application/json", "x-csrf-token": box.dataset.csrf };
  const reply = await fetch(`${box.dataset.api}/${step}`, { method: "POST", headers, body: JSON.stringify(body) });
  const answer = reply.status === 204 ? {} : await reply.json();
  if (reply.ok) return answer;
  throw Object.assign(new Error(), { code: answer.code });
};
// What went wrong, in the page's words. Who closed the browser's own dialog knows it already.
const tell = (box, error) => {
  if (error?.code === "step_up_required") return location.assign(box.dataset.stepUp);
  const word = { passkey_refused: "refused", passkey_taken: "taken", InvalidStateError: "taken", too_many_passkeys: "full" };
  const quiet = !error || ["NotAllowedError", "AbortError"].includes(error.name);
  const { dataset } = box;
  box.querySelector("[role=alert]").textContent = quiet ? "" : dataset[word[error.code] ?? word[error.name]] ?? dataset.failed;
};
// Shows the button, and does what it is for.
const arm = (box, act, after) => {
  const button = box.querySelector("button");
  for (const part of box.querySelectorAll("[data-without]")) part.hidden = true;
  box.hidden = button.hidden = false;
  button.addEventListener("click", async () => {
    button.setAttribute("aria-busy", "true");
    tell(box);
    try {
      await act(box);
    } catch (error) {
      button.removeAttribute("aria-busy");
      tell(box, error);
      after?.(box);
    }
  });
};
const boxes = window.PublicKeyCredential ? document.querySelectorAll("[data-passkey]") : [];
