verify-email-subject = Confirm your e-mail address for { $organization }
verify-email-lead = An account at { $organization } was made with this e-mail address. Confirm that the address is yours.
verify-email-button = Confirm address
verify-email-note = If you did not make an account, ignore this mail: nothing happens.

reset-password-subject = Set a new password for { $organization }
reset-password-lead = A new password was asked for your account at { $organization }.
reset-password-button = Set new password
reset-password-note = If you did not ask for it, ignore this mail: your password stays as it is.

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
link-hours = The link is good for { $hours } hours and for one use.
link-hour = The link is good for one hour and for one use.
link-plain = If the button does not work, open this address:
code-lead = Or type in this code. It is good for { $minutes } minutes:
sent-for = Sent for { $organization }. Replies to this mail are not read.
