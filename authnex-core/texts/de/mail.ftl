verify-email-subject = Bestätigen Sie Ihre E-Mail-Adresse für { $organization }
verify-email-lead = Mit dieser E-Mail-Adresse wurde ein Konto bei { $organization } angelegt. Bestätigen Sie, dass es Ihre Adresse ist.
verify-email-button = Adresse bestätigen
verify-email-note = Wenn Sie kein Konto angelegt haben, beachten Sie diese Nachricht nicht: Es geschieht nichts.

reset-password-subject = Neues Passwort für { $organization } setzen
reset-password-lead = Für Ihr Konto bei { $organization } wurde ein neues Passwort angefordert.
reset-password-button = Neues Passwort setzen
reset-password-note = Wenn Sie es nicht angefordert haben, beachten Sie diese Nachricht nicht: Ihr Passwort bleibt, wie es ist.

passkey-added-subject = Ihrem Konto bei { $organization } wurde ein Passkey hinzugefügt
passkey-added-lead = Ihrem Konto bei { $organization } wurde am { $time } (UTC) ein Passkey hinzugefügt. Er meldet Sie ohne Passwort an.
passkey-added-button = Das war ich nicht
passkey-added-note = Wenn Sie es waren, ist nichts zu tun. Wenn nicht, setzen Sie sofort ein neues Passwort und entfernen Sie dann den Passkey in Ihrem Profil.

passkey-removed-subject = Ein Passkey Ihres Kontos bei { $organization } wurde entfernt
passkey-removed-lead = Ein Passkey Ihres Kontos bei { $organization } wurde am { $time } (UTC) entfernt. Er meldet Sie nicht mehr an.
passkey-removed-button = Das war ich nicht
passkey-removed-note = Wenn Sie es waren, ist nichts zu tun. Wenn nicht, setzen Sie sofort ein neues Passwort.

password-changed-subject = Ihr Passwort für { $organization } wurde geändert
password-changed-lead = Das Passwort Ihres Kontos bei { $organization } wurde am { $time } (UTC) geändert.
password-changed-button = Das war ich nicht
password-changed-note = Wenn Sie es geändert haben, ist nichts zu tun. Wenn nicht, setzen Sie sofort ein neues Passwort.

change-email-subject = Bestätigen Sie Ihre neue E-Mail-Adresse für { $organization }
change-email-lead = Diese Adresse soll die E-Mail-Adresse eines Kontos bei { $organization } werden. Bestätigen Sie, dass es Ihre Adresse ist.
change-email-button = Neue Adresse bestätigen
change-email-note = Wenn Sie das nicht angefordert haben, beachten Sie diese Nachricht nicht: Es wird nichts geändert.

email-change-requested-subject = Ihre E-Mail-Adresse für { $organization } soll sich ändern
email-change-requested-lead = Am { $time } (UTC) wurde für Ihr Konto bei { $organization } eine andere E-Mail-Adresse angegeben. Sie tritt an die Stelle dieser Adresse, sobald sie bestätigt ist.
email-change-requested-button = Das war ich nicht
email-change-requested-note = Wenn Sie es angefordert haben, ist nichts zu tun. Wenn nicht, setzen Sie sofort ein neues Passwort: Dann kann die Änderung nicht mehr bestätigt werden.

email-changed-subject = Ihre E-Mail-Adresse für { $organization } wurde geändert
email-changed-lead = Die E-Mail-Adresse Ihres Kontos bei { $organization } wurde am { $time } (UTC) geändert. Diese Adresse gehört nicht mehr zum Konto.
email-changed-button = Anmelden
email-changed-note = Wenn Sie sie geändert haben, ist nichts zu tun. Wenn nicht, wenden Sie sich sofort an die Verwaltung von { $organization }.

invitation-subject = Sie sind zu { $organization } eingeladen
invitation-lead = Sie sind eingeladen, ein Konto bei { $organization } anzulegen. Wählen Sie, wie Sie sich anmelden werden, und schon sind Sie fertig.
invitation-button = Einladung annehmen
invitation-note = Wenn Sie keine Einladung erwarten, beachten Sie diese Mail nicht: es geschieht nichts.

sign-in-subject = Anmelden bei { $organization }
sign-in-lead = Jemand möchte sich mit dieser Mail bei Ihrem Konto bei { $organization } anmelden.
sign-in-button = Weiter zur Anmeldung
sign-in-note = Wenn Sie das nicht waren, beachten Sie diese Mail nicht und geben Sie den Code niemandem: ohne ihn wird niemand angemeldet.

link-minutes = Der Link gilt { $minutes } Minuten und für einen Gebrauch.
totp-enrolled-subject = Eine Authentifizierungs-App für { $organization } wurde eingerichtet
totp-enrolled-lead = Am { $time } (UTC) wurde für Ihr Konto bei { $organization } eine Authentifizierungs-App eingerichtet. Ab jetzt werden ihre Codes bei der Anmeldung verlangt.
totp-enrolled-button = Das war ich nicht
totp-enrolled-note = Wenn Sie das waren, ist nichts zu tun. Wenn nicht, setzen Sie sofort ein neues Passwort, und wenden Sie sich an die Verwaltung von { $organization }.

totp-removed-subject = Die Authentifizierungs-App für { $organization } wurde entfernt
totp-removed-lead = Am { $time } (UTC) wurde die Authentifizierungs-App Ihres Kontos bei { $organization } mit ihren Wiederherstellungscodes entfernt.
totp-removed-button = Das war ich nicht
totp-removed-note = Wenn Sie das waren, ist nichts zu tun. Wenn nicht, setzen Sie sofort ein neues Passwort, und wenden Sie sich an die Verwaltung von { $organization }.

recovery-codes-replaced-subject = Neue Wiederherstellungscodes für { $organization }
recovery-codes-replaced-lead = Am { $time } (UTC) wurden die Wiederherstellungscodes Ihres Kontos bei { $organization } ersetzt. Die alten gelten nicht mehr.
recovery-codes-replaced-button = Das war ich nicht
recovery-codes-replaced-note = Wenn Sie das waren, ist nichts zu tun. Wenn nicht, setzen Sie sofort ein neues Passwort, und wenden Sie sich an die Verwaltung von { $organization }.

mfa-reset-subject = Ihre zweiten Faktoren für { $organization } wurden entfernt
mfa-reset-lead = Am { $time } (UTC) hat die Verwaltung von { $organization } die zweiten Faktoren Ihres Kontos entfernt. Melden Sie sich mit Ihrem Passwort an, und richten Sie neue ein.
mfa-reset-button = Das war nicht abgesprochen
mfa-reset-note = Wenn Sie darum gebeten haben, melden Sie sich an und richten Sie einen neuen zweiten Faktor ein. Wenn nicht, setzen Sie sofort ein neues Passwort, und wenden Sie sich an die Verwaltung von { $organization }.

account-locked-subject = Ihr Konto bei { $organization } ist für eine Weile gesperrt
account-locked-lead = Am { $time } (UTC) wurden für Ihr Konto bei { $organization } zu viele falsche Passwörter angegeben. Es nimmt für eine Weile kein Passwort an.
account-locked-button = Jetzt entsperren
account-locked-note = Wenn Sie es waren, entsperren Sie das Konto oder warten Sie. Wenn nicht: Niemand kam hinein; warten Sie, oder entsperren Sie das Konto, wenn Sie sich anmelden wollen.

link-hours = Der Link gilt { $hours } Stunden und für einen Gebrauch.
link-hour = Der Link gilt eine Stunde und für einen Gebrauch.
link-plain = Wenn die Schaltfläche nicht geht, öffnen Sie diese Adresse:
code-lead = Oder geben Sie diesen Code ein. Er gilt { $minutes } Minuten:
sent-for = Gesendet für { $organization }. Antworten auf diese Nachricht werden nicht gelesen.
