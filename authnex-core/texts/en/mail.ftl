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

link-hours = The link is good for { $hours } hours and for one use.
link-hour = The link is good for one hour and for one use.
link-plain = If the button does not work, open this address:
code-lead = Or type in this code. It is good for { $minutes } minutes:
sent-for = Sent for { $organization }. Replies to this mail are not read.
