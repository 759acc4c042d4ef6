// Signs in by passkey: by the button, and by what the browser offers in the first field beside what else it has saved.
const toGet = (options) => PublicKeyCredential.parseRequestOptionsFromJSON?.(options) ?? {
  ...options,
  challenge: decode(options.challenge),
  allowCredentials: listed(options.allowCredentials),
};
let waiting;
const signIn = async (box, mediation) => {
  waiting?.abort();
  const own = waiting = new AbortController();
  const { page, second, done } = box.dataset;
  const { flow, public_key } = await ask(box, "begin", second ? { page } : {});
  const credential = await navigator.credentials.get({ publicKey: toGet(public_key), mediation, signal: own.signal });
  const { location: next } = await ask(box, "finish", { flow, credential: toJson(credential), page });
  location.assign(next ?? done);
};
const offer = async (box) => {
  if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  try {
    await signIn(box, "conditional");
  } catch (error) {
    // What the person has picked was refused, and may be picked again. Anything else is left to the button.
    if (!["passkey_refused", "flow_unknown"].includes(error.code)) return;
    tell(box, error);
    offer(box);
  }
};
for (const box of boxes) {
  const offers = !box.dataset.second;
  arm(box, signIn, offers && offer);
  if (!offers) continue;
  offer(box);
  // A ceremony is good for ten minutes.
  setInterval(() => { if (document.visibilityState === "visible" && !box.querySelector("[aria-busy]")) offer(box); }, 540000);
}
