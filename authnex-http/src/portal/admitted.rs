use authnex_core::{CurrentUser, TenantHandle};

use crate::{error::Failure, extract::Visitor};

/// Who is signed in, if that one holds a permission.
pub(super) fn admitted<'v>(
    visitor: &'v Visitor,
    permission: &str,
) -> Result<(&'v TenantHandle, &'v CurrentUser), Failure> {
    let (tenant, who) = visitor.signed_in().ok_or_else(Failure::sign_in_required)?;
    if who.may(permission) {
        Ok((tenant, who))
    } else {
        Err(Failure::forbidden(permission))
    }
}
