use authnex_core::user::User;
use serde_json::{Value, json};

/// A user as JSON: the names are those of the file that `apply` takes.
pub(super) fn json_of(user: &User) -> Value {
    let mut value = json!({
        "id": user.id,
        "username": user.username,
        "email": user.email,
        "email_verified": user.email_verified,
        "name": user.name,
        "status": user.status,
        "attributes": user.attributes,
        "created_at": user.created_at,
        "updated_at": user.updated_at,
    });
    if let (Value::Object(all), Value::Object(profile)) = (&mut value, json!(user.profile)) {
        all.extend(profile);
    }
    value
}

/// A user in a line.
pub(super) fn line(user: &User) -> String {
    let email = user.email.as_ref().map_or("-", |email| email.as_str());
    format!(
        "{}  {:<9}  {}  {email}",
        user.id,
        user.status.as_str(),
        user.username
    )
}
