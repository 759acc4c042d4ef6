//! Rules that hold for every route.

mod bodies;
mod denial;
mod failures;
mod forms;
mod headers;
mod limits;
mod networks;
mod observed;
mod policies;
mod request_ids;
mod shares;
