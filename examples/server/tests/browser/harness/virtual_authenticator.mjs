// An authenticator that the browser believes in: Chromium's own virtual one, by its debugging protocol.

/** A device with its own screen lock; `verifies` says whether its user is verified when asked. */
export class Authenticator {
  /** Gives the page in front of a visitor one. It keeps passkeys for as long as the page is open. */
  static async plug(visitor, { verifies = true } = {}) {
    const authenticator = new Authenticator();
    authenticator.session = await visitor.context.newCDPSession(visitor.page);
    await authenticator.session.send('WebAuthn.enable', { enableUI: false });
    const options = {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: verifies,
      automaticPresenceSimulation: true,
    };
    const { authenticatorId } = await authenticator.session.send('WebAuthn.addVirtualAuthenticator', { options });
    authenticator.id = authenticatorId;
    return authenticator;
  }

  /** Whether its user is verified from now on. */
  verify(isUserVerified) {
    return this.session.send('WebAuthn.setUserVerified', { authenticatorId: this.id, isUserVerified });
  }

  /** Whether somebody touches it when it asks: a form that offers passkeys waits until somebody does. */
  touch(enabled) {
    return this.session.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId: this.id, enabled });
  }

  /** What it keeps. */
  async passkeys() {
    const { credentials } = await this.session.send('WebAuthn.getCredentials', { authenticatorId: this.id });
    return credentials;
  }

  /** Puts back what another one kept, as a copy of it would have it. */
  async put(credential) {
    await this.session.send('WebAuthn.addCredential', { authenticatorId: this.id, credential });
  }

  /** Takes it away; the next one knows nothing of it. */
  async unplug() {
    await this.session.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: this.id });
  }

  async clear() {
    await this.session.send('WebAuthn.clearCredentials', { authenticatorId: this.id });
  }
}
