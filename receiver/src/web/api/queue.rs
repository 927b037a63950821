//! The numbers of the queue, without claiming anything.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use model::priority::Priority;
use serde::Serialize;
use utoipa::ToSchema;

use crate::casework::{Ages, QueueNumbers};
use crate::web::desk::Desk;
use crate::web::problem::Problem;

/// The numbers of reports in the queue at the last full hour. Those of the priority `danger` are of now.
#[derive(Serialize, ToSchema)]
pub(super) struct Queue {
    /// The hour in which the reports were counted (RFC 3339).
    hour: String,
    /// The reports that wait to be claimed: one entry for each priority, the most urgent first.
    waiting: Vec<WaitingReports>,
    /// The number of reports under a lease.
    leased: u64,
    /// The number of reports that were claimed too often without an ack.
    set_aside: u64,
}

/// The waiting reports of one priority.
#[derive(Serialize, ToSchema)]
struct WaitingReports {
    priority: Priority,
    /// The number of reports.
    reports: u64,
    ages: AgeClasses,
}

/// The numbers of reports by the time since the hour in which they arrived.
#[derive(Serialize, ToSchema)]
struct AgeClasses {
    /// Under eight hours.
    hours: u64,
    /// Under a day.
    day: u64,
    /// Under three days.
    days: u64,
    /// Three days or longer.
    longer: u64,
}

impl From<Ages> for AgeClasses {
    fn from([hours, day, days, longer]: Ages) -> Self {
        Self {
            hours,
            day,
            days,
            longer,
        }
    }
}

impl From<QueueNumbers> for Queue {
    fn from(numbers: QueueNumbers) -> Self {
        let waiting = numbers.waiting.into_iter();
        Self {
            hour: numbers.hour.to_string(),
            waiting: waiting
                .map(|(priority, ages)| WaitingReports {
                    priority,
                    reports: ages.iter().sum(),
                    ages: ages.into(),
                })
                .collect(),
            leased: numbers.leased,
            set_aside: numbers.dead,
        }
    }
}

/// Counts the reports in the queue by priority and age, without claiming any.
#[utoipa::path(
    get, path = "/v1/queue", operation_id = "count_queue", tag = "claims",
    responses((status = 200, description = "The numbers of the queue.", body = Queue)),
)]
pub(super) async fn count(State(desk): State<Arc<Desk>>) -> Result<Json<Queue>, Problem> {
    Ok(Json(desk.casework.queue_numbers().await?.into()))
}
