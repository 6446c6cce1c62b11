//! Layered configuration: fields with defaults, sources, hash and helpful errors. Knows no game.
//!
//! ```text
//!   text ──yaml──▶ Document { Node with its place }  ──┐
//!   --set a.b=1 ──flag──▶ Document                   ──┤──▶ an owner reads its keys: Table (thresholds) or plain nodes
//!                                                      └──▶ Mistakes: file:line:column, what is wrong, nearest key
//! ```
//!
//! A file may hold keys of several owners: each declares its sections by name, and a key that nobody declared is a
//! mistake. No file is read here and nothing is kept: text in, values with their origin out.

mod change;
mod document;
mod edit;
mod hash;
mod mistake;
mod nearest;
mod node;
mod schema;
mod table;
mod write;
mod yaml;

pub use change::{Change, changed_text, changes_text};
pub use document::Document;
pub(crate) use edit::{Place, Step, locate};
pub use hash::fingerprint;
pub use mistake::{Mistake, Mistakes};
pub use nearest::nearest;
pub use node::{Data, Entry, Node, Origin};
pub use schema::table_schema;
pub use table::{Assigned, Field, Kind, Table, Value, commented_yaml, read_table};
pub(crate) use table::{Scalar, table};
pub(crate) use write::{number_text, quoted};
