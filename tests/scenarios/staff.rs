//! The staff of the desk: how they come in, what they may do, and what is written down of it.

mod accounts;
mod confirmations;
mod doors;
mod flood;
mod log;
mod logins;
mod sessions;
mod tokens;

use receiver::web::routes::Route;
use reqwest::Method;
use tests::{Member, Reply};

const HOUR: u64 = 3600;

/// Opens a door as a browser with a session does.
async fn knock(member: &Member, door: &Route) -> Reply {
    let path = path(door);
    if door.method == Method::GET {
        member.get(&path).await
    } else {
        member.form(&path, &[]).await
    }
}

/// The address of a door, with something in each of its gaps.
fn path(door: &Route) -> String {
    door.path
        .replace("{name}", "anna")
        .replace("{id}", "x")
        .replace("{key}", "eA")
}
