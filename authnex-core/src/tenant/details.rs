use super::PlanName;

/// What a tenant is called, and what it is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TenantDetails {
    /// Its shown name, 1 to 100 characters.
    pub name: String,
    /// Its plan.
    pub plan: PlanName,
}
