use std::path::Path;

use authnex_core::flow::apply::{ApplyError, Document, DocumentError};
use serde_json::{Value, json};

use super::{
    super::{operator, print},
    ground, output,
};
use crate::{cli::ApplyArguments, config::Config, failure::Failure};

/// Makes tenants as the file says, or prints what would be changed.
pub(in super::super) async fn run(
    mut config: Config,
    arguments: &ApplyArguments,
) -> Result<(), Failure> {
    let document = read(&arguments.file)?;
    let (authnex, _workers) = ground::engine(&mut config, arguments.dry_run).await?;
    let operator_of = authnex.operator();
    let mut plan = operator_of.plan(&document).await.map_err(failure)?;
    if arguments.issue_keys {
        plan = plan.with_keys();
    }
    if arguments.dry_run {
        let changes: Vec<Value> = plan.changes().map(|change| json!(change)).collect();
        return print(true, &json!({"changes": changes}), "");
    }
    let applied = operator_of
        .apply(plan, &operator())
        .await
        .map_err(failure)?;
    let tenants: Vec<Value> = applied.iter().map(output::tenant).collect();
    print(true, &json!({"tenants": tenants}), "")
}

fn read(path: &Path) -> Result<Document, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        Failure::Configuration(format!("{} cannot be read: {error}", path.display()))
    })?;
    Document::parse(&text).map_err(refused)
}

fn refused(error: DocumentError) -> Failure {
    Failure::Configuration(format!("{error}; nothing was changed"))
}

fn failure(error: ApplyError) -> Failure {
    match error {
        ApplyError::Document(error) => refused(error),
        ApplyError::Failed { .. } => Failure::Failed(format!(
            "{error}; what stands before it is done, so apply the file again"
        )),
        ApplyError::Internal(_) => Failure::Failed(error.to_string()),
    }
}
