verify-email-subject = Confirm your e-mail address for { $organization }
verify-email-lead = An account at { $organization } was made with this e-mail address. Confirm that the address is yours.
verify-email-button = Confirm address
verify-email-note = If you did not make an account, ignore this mail: nothing happens.

reset-password-subject = Set a new password for { $organization }
reset-password-lead = A new password was asked for your account at { $organization }.
reset-password-button = Set new password
reset-password-note = If you did not ask for it, ignore this mail: your password stays as it is.

passkey-added-subject = A passkey was added to your account at { $organization }
passkey-added-lead = A passkey was added to your account at { $organization } on { $time } (UTC). It signs you in without a password.
passkey-added-button = It was not me
passkey-added-note = If you added it, there is nothing to do. If not, set a new password at once, then remove the passkey in your profile.

passkey-removed-subject = A passkey was removed from your account at { $organization }
passkey-removed-lead = A passkey was removed from your account at { $organization } on { $time } (UTC). It no longer signs you in.
passkey-removed-button = It was not me
passkey-removed-note = If you removed it, there is nothing to do. If not, set a new password at once.

password-changed-subject = Your password for { $organization } was changed
password-changed-lead = The password of your account at { $organization } was changed on { $time } (UTC).
password-changed-button = It was not me
password-changed-note = If you changed it, there is nothing to do. If not, set a new password at once.

change-email-subject = Confirm your new e-mail address for { $organization }
change-email-lead = This address is to become the e-mail address of an account at { $organization }. Confirm that the address is yours.
change-email-button = Confirm new address
change-email-note = If you did not ask for it, ignore this mail: nothing is changed.

email-change-requested-subject = Your e-mail address for { $organization } is to change
email-change-requested-lead = On { $time } (UTC), another e-mail address was given for your account at { $organization }. It takes the place of this one as soon as it is confirmed.
email-change-requested-button = It was not me
email-change-requested-note = If you asked for it, there is nothing to do. If not, set a new password at once: then the change can no longer be confirmed.

email-changed-subject = Your e-mail address for { $organization } was changed
email-changed-lead = The e-mail address of your account at { $organization } was changed on { $time } (UTC). This address does not belong to the account any more.
email-changed-button = Sign in
email-changed-note = If you changed it, there is nothing to do. If not, tell the administrators of { $organization } at once.

invitation-subject = You are invited to { $organization }
invitation-lead = You are invited to make an account at { $organization }. Choose how you will sign in, and you are done.
invitation-button = Accept invitation
invitation-note = If you do not expect an invitation, ignore this mail: nothing happens.

sign-in-subject = Sign in to { $organization }
sign-in-lead = Somebody wants to sign in to your account at { $organization } with this mail.
sign-in-button = Go on to sign in
sign-in-note = If that was not you, ignore this mail and give the code to nobody: without it, nobody is signed in.

link-minutes = The link is good for { $minutes } minutes and for one use.
totp-enrolled-subject = An authenticator app was set up for { $organization }
totp-enrolled-lead = On { $time } (UTC), an authenticator app was set up for your account at { $organization }. From now on its codes are asked for at sign-in.
totp-enrolled-button = It was not me
totp-enrolled-note = If you set it up, there is nothing to do. If not, set a new password at once and tell the administrators of { $organization }.

totp-removed-subject = The authenticator app for { $organization } was removed
totp-removed-lead = On { $time } (UTC), the authenticator app of your account at { $organization } was removed with its recovery codes.
totp-removed-button = It was not me
totp-removed-note = If you removed it, there is nothing to do. If not, set a new password at once and tell the administrators of { $organization }.

recovery-codes-replaced-subject = New recovery codes for { $organization }
recovery-codes-replaced-lead = On { $time } (UTC), the recovery codes of your account at { $organization } were replaced. The old ones are good no longer.
recovery-codes-replaced-button = It was not me
recovery-codes-replaced-note = If you replaced them, there is nothing to do. If not, set a new password at once and tell the administrators of { $organization }.

mfa-reset-subject = Your second factors for { $organization } were removed
mfa-reset-lead = On { $time } (UTC), an administrator of { $organization } removed the second factors of your account. Sign in with your password, and set up new ones.
mfa-reset-button = It was not asked for
mfa-reset-note = If you asked for it, sign in and set up a new second factor. If not, set a new password at once and tell the administrators of { $organization }.

account-locked-subject = Your account at { $organization } is locked for a while
account-locked-lead = On { $time } (UTC), too many wrong passwords were given for your account at { $organization }. It takes no password for a while.
account-locked-button = Unlock now
account-locked-note = If it was you, unlock the account or wait. If it was not, nobody came in; wait, or unlock the account when you want to sign in.

link-hours = The link is good for { $hours } hours and for one use.
link-hour = The link is good for one hour and for one use.
link-plain = If the button does not work, open this address:
code-lead = Or type in this code. It is good for { $minutes } minutes:
sent-for = Sent for { $organization }. Replies to this mail are not read.
