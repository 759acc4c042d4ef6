use super::Operator;
use crate::{
    flow::{InternalError, invalidate_sign_ins},
    foundation::{PageRequest, RequestContext},
    tenant::{Slug, Tenant},
};

/// Tenants that are asked for at once.
const PAGE: u32 = 200;

/// What was invalidated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Invalidated {
    /// In how many tenants.
    pub tenants: u64,
    /// How many rows of sessions, refresh tokens, one-time tokens and waiting sign-ins.
    pub rows: u64,
}

impl Operator {
    /// Ends every session of every tenant, and everything with which a sign-in could go on: refresh tokens, one-time
    /// tokens, waiting sign-ins. Passwords stay; everybody signs in again. Access tokens that were issued before
    /// open nothing here any more, and elsewhere until they expire.
    ///
    /// Cut off, it is called again: one unit after the other, tenant by tenant.
    ///
    /// # Errors
    /// [`InternalError`] when the store does not answer.
    pub async fn invalidate_sign_ins(
        &self,
        context: &RequestContext,
    ) -> Result<Invalidated, InternalError> {
        let inner = self.authnex().inner();
        let mut done = Invalidated::default();
        let mut after: Option<Slug> = None;
        loop {
            let tenants = self.tenants_after(after.take()).await?;
            for tenant in &tenants {
                if let Some(scope) = inner.scope_of(tenant.slug.as_str()).await? {
                    done.rows += invalidate_sign_ins(&inner.env, &scope, context).await?;
                    done.tenants += 1;
                }
            }
            match tenants.last() {
                Some(last) => after = Some(last.slug.clone()),
                None => return Ok(done),
            }
        }
    }

    /// Tenants by slug, the next page of them.
    pub(super) async fn tenants_after(
        &self,
        after: Option<Slug>,
    ) -> Result<Vec<Tenant>, InternalError> {
        let env = self.authnex().env();
        let reader = env.store.platform_reader(&env.platform);
        Ok(reader.list_tenants(&PageRequest::new(PAGE, after)).await?)
    }
}
