product = AuthNex

portal-sign-in-title = Sign In to Your Portal
portal-sign-in-lead = Manage your AuthNex tenant
portal-organization-label = Your organization identifier
portal-continue = Continue
portal-other-organization = Another organization
portal-no-account = Don't have an account?
portal-sign-up-link = Sign up
portal-have-account = Have an account already?
portal-sign-in-link = Sign in

portal-sign-up-title = Create your organization
portal-sign-up-lead = You become its owner.
portal-sign-up-organization-label = Organization identifier
portal-sign-up-organization-hint = Lower-case letters, digits and hyphens. It becomes part of addresses and cannot be changed.
portal-sign-up-name-label = Organization name
sign-up-done = Your account is ready. Sign in now.
portal-sign-up-submit = Create organization

sign-in-title = Sign in to { $organization }
sign-in-plain-title = Sign in
sign-in-submit = Sign in
email-label = E-mail address
password-label = Password
new-password-label = New password
password-hint = At least { $length } characters.

sign-up-title = Create an account at { $organization }
sign-up-submit = Create account
sign-up-closed = This organization lets nobody sign up.
name-label = Name

forgot-password-title = Forgot your password?
forgot-password-lead = We send you a mail with which to set a new password for { $organization }.
forgot-password-link = Forgot your password?
send-mail = Send mail
new-mail-link = Send a new mail
mail-sent-done = If there is an account with this address, a mail is on its way. Follow its link, or type in its code.
mailed-code-label = Code
mailed-code-hint = The eight digits of the mail.

reset-password-title = Set a new password
reset-password-lead = Your new password for { $organization }.
password-reset-done = Your password was set. Sign in with it now.

verify-email-title = Confirm your e-mail address
verify-email-lead = Confirm that this address is yours, for your account at { $organization }.
verify-email-submit = Confirm
verification-awaited = Confirm your e-mail address before you go on: follow the link in the mail, or type in its code.
email-verified-done = Your e-mail address is confirmed.
resend-title = Confirm your e-mail address
resend-lead = We send you a new mail for your account at { $organization }.

mailbox-title = Development mailbox
mailbox-lead = No SMTP server is set, so mails are kept here, in memory.
mailbox-empty = There is no mail yet.

change-password-title = Set a new password
change-password-lead = Your password has to be replaced before you go on.
change-password-submit = Set password

dashboard-title = Dashboard
dashboard-signed-in-as = Signed in as
dashboard-organization = Organization
dashboard-roles = Roles
dashboard-issuer = Issuer
dashboard-unverified = this address is not confirmed yet. Follow the link in the mail that we sent.
dashboard-resend = Send the mail again
verification-sent-done = The mail is on its way.
nav-dashboard = Dashboard
sign-out = Sign out
suspended-title = This organization is suspended
suspended-lead = The operator of this service has suspended it. Nobody can sign in, tokens are not accepted, and nothing has been deleted.
suspended-way-out = Only the operator of this service can reactivate it: please get in touch with them. After that everything works as before.
suspended-organization = Organization
suspended-signed-in-as = Signed in as

signed-in-title = You are signed in
signed-in-lead = You are signed in to { $organization }.
signed-out-title = You are signed out
signed-out-lead = You can close this page.
signed-out-flash = You are signed out.
sign-in-again = Sign in again

error-summary = Please look at the fields below.
error-wrong-credentials = The e-mail address or the password is wrong.
error-locked = Too many tries. Try again later.
error-code-refused = The link or the code is wrong, was used, or has expired.
error-busy = There is too much to do at the moment. Try again.
error-flow-unknown = This sign-in is over. Begin again.
error-email-taken = There is an account with this e-mail address. Sign in instead.
error-slug-taken = This organization identifier is taken.
error-domain = Addresses of this domain may not sign up here.
error-tenant-not-active = This organization is not active.
error-page-id = Reference: { $id }
error-page-home = To the start page

problem-not_found-title = Page not found
problem-not_found-detail = There is nothing at this address.
problem-foreign_form-title = This form was not accepted
problem-foreign_form-detail = Open the page again and send its form anew. Cookies must be allowed.
problem-switched_organization-title = You switched organization
problem-switched_organization-detail = You switched organization since this form was opened. Nothing was changed.
problem-too_many_attempts-title = Too many tries
problem-too_many_attempts-detail = Try again later.
problem-unavailable-title = Too much to do
problem-unavailable-detail = Try again in a moment.
problem-wrong_shape-title = This form was not understood
problem-wrong_shape-detail = Open the page again and send its form anew.
problem-wrong_content_type-title = This form was not understood
problem-wrong_content_type-detail = Open the page again and send its form anew.
problem-wrong_parameter-title = This address was not understood
problem-wrong_parameter-detail = Look at the address, or begin at the start page.
problem-body_too_large-title = Too much was sent
problem-body_too_large-detail = Go back and send less.
problem-body_broken_off-title = The connection broke off
problem-body_broken_off-detail = Go back and send the form again.
problem-method_not_allowed-title = This cannot be opened so
problem-method_not_allowed-detail = Begin at the start page.
problem-timed_out-title = This took too long
problem-timed_out-detail = Try again in a moment.
problem-internal_error-title = Something went wrong
problem-internal_error-detail = It is not your fault. Try again, and give the reference when you report it.

fault-slug_length = An organization identifier has 2 to 40 characters.
fault-slug_characters = Use lower-case letters, digits and single hyphens between them.
fault-slug_reserved = This organization identifier is reserved.
fault-name_missing = Give the organization a name.
fault-name_too_long = A name has at most 100 characters.
fault-name_characters = A name has no control characters.
fault-email_invalid = This is not an e-mail address.
fault-email_missing = Give your e-mail address.
fault-code_missing = Give the code of the mail.
fault-too_short = The password is too short.
fault-too_long = The password is longer than 128 characters.
fault-is_email = The password must not be your e-mail address.
fault-is_tenant_name = The password must not be the organization's name.
fault-too_common = This password is one of the most common ones. Take another.
fault-unchanged = Take another password than the present one.
