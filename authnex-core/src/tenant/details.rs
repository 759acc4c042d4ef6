use super::{Branding, PlanName};

/// What a tenant is called, what it is on, and how its pages look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TenantDetails {
    /// Its shown name, 1 to 100 characters.
    pub name: String,
    /// Its plan.
    pub plan: PlanName,
    /// How its pages and mails look.
    pub branding: Branding,
}
