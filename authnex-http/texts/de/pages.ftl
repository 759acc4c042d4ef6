product = AuthNex

portal-sign-in-title = Im Portal anmelden
portal-sign-in-lead = Verwalten Sie Ihren AuthNex-Mandanten
portal-organization-label = Kennung Ihrer Organisation
portal-continue = Weiter
portal-other-organization = Andere Organisation
portal-no-account = Noch kein Konto?
portal-sign-up-link = Registrieren
portal-have-account = Schon ein Konto?
portal-sign-in-link = Anmelden

portal-sign-up-title = Organisation anlegen
portal-sign-up-lead = Sie werden ihr Inhaber.
portal-sign-up-organization-label = Kennung der Organisation
portal-sign-up-organization-hint = Kleinbuchstaben, Ziffern und Bindestriche. Sie wird Teil von Adressen und bleibt, wie sie ist.
portal-sign-up-name-label = Name der Organisation
sign-up-done = Ihr Konto ist bereit. Melden Sie sich jetzt an.
portal-sign-up-submit = Organisation anlegen

sign-in-title = Anmelden bei { $organization }
sign-in-plain-title = Anmelden
sign-in-submit = Anmelden
email-label = E-Mail-Adresse
password-label = Passwort
new-password-label = Neues Passwort
password-hint = Mindestens { $length } Zeichen.

sign-up-title = Konto anlegen bei { $organization }
sign-up-submit = Konto anlegen
sign-up-closed = Bei dieser Organisation kann sich niemand registrieren.
name-label = Name

forgot-password-title = Passwort vergessen?
forgot-password-lead = Wir senden Ihnen eine Nachricht, mit der Sie ein neues Passwort für { $organization } setzen.
forgot-password-link = Passwort vergessen?
send-mail = Nachricht senden
new-mail-link = Eine neue Nachricht senden
mail-sent-done = Wenn es ein Konto mit dieser Adresse gibt, ist eine Nachricht unterwegs. Folgen Sie ihrem Link, oder geben Sie ihren Code ein.
mailed-code-label = Code
mailed-code-hint = Die acht Ziffern der Nachricht.

reset-password-title = Neues Passwort setzen
reset-password-lead = Ihr neues Passwort für { $organization }.
password-reset-done = Ihr Passwort ist gesetzt. Melden Sie sich jetzt damit an.

verify-email-title = E-Mail-Adresse bestätigen
verify-email-lead = Bestätigen Sie für Ihr Konto bei { $organization }, dass diese Adresse Ihre ist.
verify-email-submit = Bestätigen
verification-awaited = Bestätigen Sie Ihre E-Mail-Adresse, bevor es weitergeht: Folgen Sie dem Link in der Nachricht, oder geben Sie ihren Code ein.
email-verified-done = Ihre E-Mail-Adresse ist bestätigt.
resend-title = E-Mail-Adresse bestätigen
resend-lead = Wir senden Ihnen eine neue Nachricht für Ihr Konto bei { $organization }.

mailbox-title = Postfach für die Entwicklung
mailbox-lead = Es ist kein SMTP-Server gesetzt, darum bleiben Nachrichten hier, im Speicher.
mailbox-empty = Es gibt noch keine Nachricht.

change-password-title = Neues Passwort setzen
change-password-lead = Ihr Passwort muss ersetzt werden, bevor es weitergeht.
change-password-submit = Passwort setzen

dashboard-title = Übersicht
dashboard-signed-in-as = Angemeldet als
dashboard-organization = Organisation
dashboard-roles = Rollen
dashboard-issuer = Aussteller
dashboard-unverified = diese Adresse ist noch nicht bestätigt. Folgen Sie dem Link in der Nachricht, die wir gesendet haben.
dashboard-resend = Nachricht noch einmal senden
verification-sent-done = Die Nachricht ist unterwegs.
nav-dashboard = Übersicht
sign-out = Abmelden
suspended-title = Diese Organisation ist gesperrt
suspended-lead = Der Betreiber dieses Dienstes hat sie gesperrt. Niemand kann sich anmelden, Tokens werden nicht angenommen, und nichts wurde gelöscht.
suspended-way-out = Nur der Betreiber dieses Dienstes kann sie wieder freigeben: Bitte wenden Sie sich an ihn. Danach geht alles wie zuvor.
suspended-organization = Organisation
suspended-signed-in-as = Angemeldet als

signed-in-title = Sie sind angemeldet
signed-in-lead = Sie sind bei { $organization } angemeldet.
signed-out-title = Sie sind abgemeldet
signed-out-lead = Sie können diese Seite schließen.
signed-out-flash = Sie sind abgemeldet.
sign-in-again = Wieder anmelden

error-summary = Bitte sehen Sie sich die Felder unten an.
error-wrong-credentials = Die E-Mail-Adresse oder das Passwort ist falsch.
error-locked = Zu viele Versuche. Versuchen Sie es später wieder.
error-code-refused = Der Link oder der Code ist falsch, verbraucht oder abgelaufen.
error-busy = Im Moment ist zu viel zu tun. Versuchen Sie es noch einmal.
error-flow-unknown = Diese Anmeldung ist vorbei. Beginnen Sie neu.
error-email-taken = Zu dieser E-Mail-Adresse gibt es ein Konto. Melden Sie sich an.
error-slug-taken = Diese Kennung ist vergeben.
error-domain = Adressen dieser Domain können sich hier nicht registrieren.
error-tenant-not-active = Diese Organisation ist nicht aktiv.
error-page-id = Kennzeichen: { $id }
error-page-home = Zur Startseite

problem-not_found-title = Seite nicht gefunden
problem-not_found-detail = Unter dieser Adresse gibt es nichts.
problem-foreign_form-title = Dieses Formular wurde nicht angenommen
problem-foreign_form-detail = Öffnen Sie die Seite neu und senden Sie ihr Formular noch einmal. Cookies müssen erlaubt sein.
problem-switched_organization-title = Sie haben die Organisation gewechselt
problem-switched_organization-detail = Sie haben die Organisation gewechselt, seit dieses Formular geöffnet wurde. Es wurde nichts geändert.
problem-too_many_attempts-title = Zu viele Versuche
problem-too_many_attempts-detail = Versuchen Sie es später wieder.
problem-unavailable-title = Zu viel zu tun
problem-unavailable-detail = Versuchen Sie es gleich noch einmal.
problem-wrong_shape-title = Dieses Formular wurde nicht verstanden
problem-wrong_shape-detail = Öffnen Sie die Seite neu und senden Sie ihr Formular noch einmal.
problem-wrong_content_type-title = Dieses Formular wurde nicht verstanden
problem-wrong_content_type-detail = Öffnen Sie die Seite neu und senden Sie ihr Formular noch einmal.
problem-wrong_parameter-title = Diese Adresse wurde nicht verstanden
problem-wrong_parameter-detail = Prüfen Sie die Adresse, oder beginnen Sie auf der Startseite.
problem-body_too_large-title = Das war zu viel auf einmal
problem-body_too_large-detail = Gehen Sie zurück und senden Sie weniger.
problem-body_broken_off-title = Die Verbindung brach ab
problem-body_broken_off-detail = Gehen Sie zurück und senden Sie das Formular noch einmal.
problem-method_not_allowed-title = So lässt sich das nicht öffnen
problem-method_not_allowed-detail = Beginnen Sie auf der Startseite.
problem-timed_out-title = Das hat zu lange gedauert
problem-timed_out-detail = Versuchen Sie es gleich noch einmal.
problem-internal_error-title = Etwas ist schiefgegangen
problem-internal_error-detail = Es liegt nicht an Ihnen. Versuchen Sie es noch einmal, und nennen Sie das Kennzeichen, wenn Sie es melden.

fault-slug_length = Eine Kennung hat 2 bis 40 Zeichen.
fault-slug_characters = Nehmen Sie Kleinbuchstaben, Ziffern und einzelne Bindestriche dazwischen.
fault-slug_reserved = Diese Kennung ist reserviert.
fault-name_missing = Geben Sie der Organisation einen Namen.
fault-name_too_long = Ein Name hat höchstens 100 Zeichen.
fault-name_characters = Ein Name hat keine Steuerzeichen.
fault-email_invalid = Das ist keine E-Mail-Adresse.
fault-email_missing = Geben Sie Ihre E-Mail-Adresse ein.
fault-code_missing = Geben Sie den Code der Nachricht ein.
fault-too_short = Das Passwort ist zu kurz.
fault-too_long = Das Passwort ist länger als 128 Zeichen.
fault-is_email = Das Passwort darf nicht Ihre E-Mail-Adresse sein.
fault-is_tenant_name = Das Passwort darf nicht der Name der Organisation sein.
fault-too_common = Dieses Passwort ist eines der häufigsten. Nehmen Sie ein anderes.
fault-unchanged = Nehmen Sie ein anderes Passwort als das jetzige.
