//! Closes many reports of the queue at once, and takes that back; takes many at once.

use std::str::FromStr;
use std::sync::Arc;

use axum::extract::State;
use axum::response::Redirect;
use base64ct::{Base64UrlUnpadded, Encoding};
use model::audit::ActName;
use model::rights::Right;
use shared::report::ReportId;

use crate::casework::{Closing, LISTED};
use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::form::Fields;
use crate::web::problem::Problem;
use crate::web::route::{Logs, Route};

/// The result of closing, of taking or of taking back, for the page of the queue. It travels in the page's
/// address.
#[derive(Default)]
pub(super) struct Done {
    /// The reports that were closed.
    pub(super) closed: Option<Vec<ReportId>>,
    /// Number of reports that were taken.
    pub(super) taken: Option<usize>,
    /// Number of cases that were taken back.
    pub(super) undone: Option<usize>,
    /// Number of reports or cases that were left as they are.
    pub(super) left: usize,
}

impl Done {
    /// The result in the query of an address.
    pub(super) fn read(asked: &Fields) -> Result<Self, Problem> {
        let closed: Option<Ids> = asked.optional("closed")?;
        Ok(Self {
            closed: closed.map(|ids| ids.0),
            taken: asked.optional("taken")?,
            undone: asked.optional("undone")?,
            left: asked.optional("left")?.unwrap_or(0),
        })
    }
}

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::form(
            "/close",
            "/",
            Right::Work,
            Logs::Act(&[ActName::Take, ActName::Sighting]),
            close,
        ),
        Route::form(
            "/take-all",
            "/",
            Right::Work,
            Logs::Act(&[ActName::Take, ActName::Sighting]),
            take_all,
        ),
        Route::form("/undo", "/", Right::Work, Logs::Act(&[ActName::Step]), undo),
    ]
}

/// `POST /close`: closes many reports at once, unread, as spam or repeats.
async fn close(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    form: Fields,
) -> Result<Redirect, Problem> {
    let closing: Closing = form.parse("as")?;
    let ids = chosen(&form)?;
    let done = desk.casework.close_unread(&actor, &ids, closing).await?;
    let closed = Ids(done.closed);
    Ok(Redirect::to(&format!(
        "/?closed={closed}&left={}",
        done.left
    )))
}

/// `POST /take-all`: takes the chosen reports, each as a case.
async fn take_all(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    form: Fields,
) -> Result<Redirect, Problem> {
    let done = desk.casework.take_all(&actor, &chosen(&form)?).await?;
    let (taken, left) = (done.taken, done.left);
    Ok(Redirect::to(&format!("/?taken={taken}&left={left}")))
}

/// `POST /undo`: takes back the closing of cases that nobody has changed since.
async fn undo(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    form: Fields,
) -> Result<Redirect, Problem> {
    let taken_back = desk.casework.undo(&actor, &chosen(&form)?).await?;
    let (done, left) = (taken_back.done, taken_back.left);
    Ok(Redirect::to(&format!("/?undone={done}&left={left}")))
}

/// The reports that were chosen in a form; at most as many as a page has.
fn chosen(form: &Fields) -> Result<Vec<ReportId>, Problem> {
    let ids: Result<Vec<ReportId>, _> = form.all("report").iter().map(|id| id.parse()).collect();
    let ids = ids.map_err(|_| Problem::BadRequest)?;
    if ids.len() > LISTED {
        return Err(Problem::BadRequest);
    }
    Ok(ids)
}

/// Ids in an address: all their bytes in base64url. A hundred in hexadecimal would be longer than
/// some proxies allow a header to be. No ids are `-`.
struct Ids(Vec<ReportId>);

impl std::fmt::Display for Ids {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.0.is_empty() {
            return f.write_str("-");
        }
        let bytes: Vec<u8> = self.0.iter().flat_map(|id| *id.as_bytes()).collect();
        f.write_str(&Base64UrlUnpadded::encode_string(&bytes))
    }
}

impl FromStr for Ids {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        if text == "-" {
            return Ok(Self(Vec::new()));
        }
        let bytes = Base64UrlUnpadded::decode_vec(text).map_err(|_| Problem::BadRequest)?;
        let (ids, rest) = bytes.as_chunks::<{ ReportId::BYTES }>();
        if !rest.is_empty() || ids.len() > LISTED {
            return Err(Problem::BadRequest);
        }
        Ok(Self(ids.iter().copied().map(ReportId::new).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_come_back_from_an_address() {
        let some: Vec<_> = (0..3).map(|byte| ReportId::new([byte; 16])).collect();
        for ids in [vec![], some] {
            let text = Ids(ids.clone()).to_string();
            assert_eq!(text.parse::<Ids>().unwrap().0, ids, "{text}");
        }
        for wrong in ["AA", "?", &"A".repeat(23 * 100)] {
            assert!(wrong.parse::<Ids>().is_err(), "{wrong}");
        }
    }
}
