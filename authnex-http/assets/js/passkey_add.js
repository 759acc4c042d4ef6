// Adds a passkey, and tells the passkey providers which of the user's are left, so that they offer no other.
const toCreate = (options) => PublicKeyCredential.parseCreationOptionsFromJSON?.(options) ?? {
  ...options,
  challenge: decode(options.challenge),
  user: { ...options.user, id: decode(options.user.id) },
  excludeCredentials: listed(options.excludeCredentials),
};
const add = async (box) => {
  const { page, token, done } = box.dataset;
  const name = token && document.querySelector("[name=name]").value;
  const { flow, public_key } = await ask(box, "begin", token ? { token, name } : { page });
  const credential = await navigator.credentials.create({ publicKey: toCreate(public_key) });
  const { location: next } = await ask(box, "finish", { flow, credential: toJson(credential), page });
  location.assign(next ?? done);
};
for (const box of boxes) arm(box, add);
for (const left of document.querySelectorAll("[data-passkeys-left]")) {
  window.PublicKeyCredential?.signalAllAcceptedCredentials?.({
    rpId: left.dataset.rpId,
    userId: left.dataset.userId,
    allAcceptedCredentialIds: left.dataset.passkeysLeft.split(" ").filter(Boolean),
  }).catch(() => {});
}
