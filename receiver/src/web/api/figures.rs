//! The figures for those who lead.

use std::ops::RangeInclusive;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use model::time::Day;
use serde::Deserialize;
use utoipa::IntoParams;

use super::inputs::Asked;
use crate::casework::PeriodAsked;
use crate::figures::{Figures, Notices};
use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::pages::figures;
use crate::web::problem::Problem;

/// The days that are asked for: all of this year by default; five years at most.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Period {
    /// The first day (RFC 3339), in the hotline's time zone. Not together with `year`.
    #[param(format = Date)]
    from: Option<String>,
    /// The last day (RFC 3339). Not together with `year`.
    #[param(format = Date)]
    to: Option<String>,
    /// A whole year. Not together with the days.
    #[param(minimum = 1970, maximum = 9998)]
    year: Option<u16>,
}

impl Period {
    fn days(self, desk: &Desk) -> Result<RangeInclusive<Day>, Problem> {
        let day = |text: Option<String>| text.map(|text| text.parse::<Day>()).transpose();
        let asked = PeriodAsked {
            from: day(self.from).map_err(|_| Problem::BadRequest)?,
            to: day(self.to).map_err(|_| Problem::BadRequest)?,
            year: self.year,
        };
        let days = desk.casework.period(asked);
        days.map_err(|_| Problem::BadRequest)
    }
}

/// Counts the reports that came in a period, and their content items, in whole numbers. The log names each
/// request.
#[utoipa::path(
    get, path = "/v1/figures", operation_id = "count_figures", tag = "figures",
    params(Period),
    responses((status = 200, description = "The figures.", body = Figures)),
)]
pub(super) async fn count(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Asked(period): Asked<Period>,
) -> Result<Json<Figures>, Problem> {
    let days = period.days(&desk)?;
    Ok(Json(desk.casework.figures(&actor, &days).await?))
}

/// Counts the notices to hosts that left in a period, by host, type of content and what became of it (Digital
/// Services Act, Article 22(3)). They are about reports of the period and of the year before. The log names
/// each request.
#[utoipa::path(
    get, path = "/v1/figures/notices", operation_id = "count_notices", tag = "figures",
    params(Period),
    responses((status = 200, description = "The notices.", body = Notices)),
)]
pub(super) async fn notices(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Asked(period): Asked<Period>,
) -> Result<Json<Notices>, Problem> {
    let days = period.days(&desk)?;
    Ok(Json(desk.casework.notices(&actor, &days).await?))
}

/// Returns a line for each content item of the reports that came in a period, for spreadsheets. All other
/// figures are counted from these lines. The log names each request.
#[utoipa::path(
    get, path = "/v1/figures/items", operation_id = "list_figure_items", tag = "figures",
    params(Period),
    responses((status = 200, description = "The items (RFC 4180), with a first line that names the columns.",
               content_type = "text/csv", body = String)),
)]
pub(super) async fn items(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Asked(period): Asked<Period>,
) -> Result<Response, Problem> {
    let days = period.days(&desk)?;
    figures::items(desk, &actor, days).await
}
