//! The public half: serves the form, and takes what reporters send.

pub mod admission;
mod answers;
pub mod bundle;
mod languages;
pub mod loaders;
mod page;
pub mod partners;
pub mod statistics;
mod theme;
mod work;

use std::sync::Arc;

use axum::Json;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use getrandom::{SysRng, rand_core::UnwrapErr};
use shared::api::{Accepted, Hotline, MEDIA_TYPE};
use shared::envelope::{self, MAX_MESSAGE_BYTES, OpenedReport, SealedReport};
use shared::pow::Challenge;
use shared::report::{LanguageTag, PartnerSlug, ReportId};

use self::admission::Admission;
use self::answers::{Answers, Seen};
use self::bundle::{Bundle, FOR_AN_HOUR, FOREVER, Loader};
use self::loaders::Loaders;
pub use self::page::FormPage;
use self::theme::Theme;
use self::work::Proven;
use crate::clock::{Clock, Timestamp};
use crate::config::{IntakeSettings, Origin};
use crate::epoch::EpochSealer;
use crate::keys::KeyRing;
use crate::problem::Problem;
use crate::queue::{Enqueued, Entry, Priority};
use crate::store::Store;
use crate::telemetry::{Metrics, Outcome};

/// Answers that are remembered at least.
const ANSWERS: usize = 64 * 1024;

/// Everything that the intake holds.
pub struct Intake {
    name: String,
    languages: Vec<LanguageTag>,
    origin: Origin,
    bundle: Bundle,
    loader: Loader,
    loaders: Loaders,
    page: FormPage,
    schema: String,
    keys: KeyRing,
    admission: Arc<Admission>,
    answers: Answers,
    sealer: EpochSealer,
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    metrics: Arc<Metrics>,
}

impl Intake {
    /// An intake that stores what it accepts in `store`.
    pub fn new(
        hotline: &Hotline,
        settings: IntakeSettings,
        bundle: Bundle,
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        metrics: Arc<Metrics>,
    ) -> Self {
        let IntakeSettings {
            config,
            desk_public_key,
            signer,
            ratchet,
            partners,
            loaders,
        } = settings;
        let root = signer.authority().root;
        Self {
            name: hotline.name.clone(),
            languages: hotline.languages.clone(),
            page: FormPage::new(&bundle, hotline, root, &config.public_url, partners),
            loader: bundle.loader(),
            loaders,
            schema: format!("{:#}", shared::report::json_schema().as_value()),
            bundle,
            keys: KeyRing::new(config.recipe(), store.clone(), signer, ratchet),
            admission: Admission::new(cores(), config.proof_of_work_floor),
            answers: Answers::new(ANSWERS),
            sealer: EpochSealer::new(desk_public_key),
            store,
            clock,
            metrics,
            origin: config.public_url,
        }
    }

    /// Does what time asks for: keys come and go, and an epoch that is over is forgotten.
    pub async fn tick(&self) {
        let now = self.clock.now();
        self.sealer.forget(now);
        if let Err(error) = self.keys.tick(now, &mut UnwrapErr(SysRng)).await {
            tracing::error!(%error, "the keys could not be looked after");
        }
    }

    /// Opens a message, encrypts it for the desk and stores it. What is answered is durable.
    ///
    /// The cheap checks come first; nothing is decapsulated for a message that fails one, or has
    /// been answered before.
    pub async fn accept(&self, message: Vec<u8>) -> Result<(Accepted, Enqueued), Problem> {
        let message = SealedReport::parse(message).map_err(|_| Problem::Unacceptable)?;
        let now = self.clock.now();
        let rng = &mut UnwrapErr(SysRng);
        let key = self.keys.find(message.key_id(), now, rng).await?;
        let key = key.ok_or(Problem::UnknownKey)?;
        let Proven { effort, digest } = work::proven(&message, &key, &self.keys, now)?;
        let opening = match self.answers.see(digest) {
            Seen::New(opening) => opening,
            Seen::Begun => return Err(Problem::Unavailable),
            Seen::Answered(receipt) => {
                let receipt = receipt.ok_or(Problem::Unacceptable)?;
                return Ok((Accepted { receipt }, Enqueued::Known));
            }
        };
        let turn = self.admission.enter(effort, now).await;
        let turn = turn.map_err(|_| Problem::ProofOfWork)?;
        self.metrics.count_open();
        let Ok(opened) = envelope::open(&message, &key.published, &key.private) else {
            opening.answer(None);
            return Err(Problem::Unacceptable);
        };
        drop(turn);
        let receipt = opened.receipt;
        let enqueued = self.store(opened, now).await?;
        opening.answer(Some(receipt));
        Ok((Accepted { receipt }, enqueued))
    }

    /// Encrypts a report for the desk, and enqueues it.
    async fn store(&self, opened: OpenedReport, now: Timestamp) -> Result<Enqueued, Problem> {
        let id = opened.report.id();
        let rng = &mut UnwrapErr(SysRng);
        let body = self.sealer.seal(id, &opened.json, now, rng);
        let entry = Entry {
            id,
            received: now.hour(),
            priority: Priority::of(&opened.report),
            body: body.map_err(|_| Problem::Unavailable)?,
        };
        Ok(self.store.enqueue(entry).await?)
    }
}

/// `POST /v1/reports`: takes one message.
pub async fn reports(
    State(intake): State<Arc<Intake>>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let accepted = match read_message(&headers, body).await {
        Ok(message) => intake.accept(message).await,
        Err(problem) => Err(problem),
    };
    intake.metrics.count(match &accepted {
        Ok((_, Enqueued::New)) => Outcome::Accepted,
        Ok((_, Enqueued::Known)) => Outcome::Repeated,
        Err(problem) => Outcome::Refused(problem.name()),
    });
    match accepted {
        Ok((accepted, _)) => (StatusCode::ACCEPTED, Json(accepted)).into_response(),
        Err(problem) => problem.into_response(),
    }
}

/// `GET /v1/key-config`: the key to seal to, and the signatures that vouch for it.
pub async fn key_config(State(intake): State<Arc<Intake>>) -> Result<impl IntoResponse, Problem> {
    let now = intake.clock.now();
    let key = intake.keys.active(now, &mut UnwrapErr(SysRng)).await?;
    let headers = [(header::CONTENT_TYPE, "application/json")];
    Ok((headers, key.document.clone()))
}

/// `GET /v1/proof-of-work`: what a message has to prove just now.
pub async fn proof_of_work(State(intake): State<Arc<Intake>>) -> Result<Json<Challenge>, Problem> {
    let now = intake.clock.now();
    let effort = intake.admission.effort(now);
    let challenge = work::challenge(&intake.keys, effort, now);
    challenge.map(Json).ok_or(Problem::Unavailable)
}

/// `GET /v1/report.schema.json`: what a report looks like.
pub async fn schema(State(intake): State<Arc<Intake>>) -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, "application/schema+json")],
        intake.schema.clone(),
    )
}

/// `GET /health`: answers while reports can be taken: the store answers, and there is a key.
pub async fn health(State(intake): State<Arc<Intake>>) -> Result<&'static str, Problem> {
    let now = intake.clock.now();
    // Anybody may ask, so it is something that costs the same however long the queue is.
    intake
        .store
        .find(ReportId::new([0; ReportId::BYTES]))
        .await?;
    intake.keys.active(now, &mut UnwrapErr(SysRng)).await?;
    Ok("ok\n")
}

/// `GET /`: the form, as a page of its own or in a frame.
pub async fn form(State(intake): State<Arc<Intake>>) -> Response {
    intake.page.response()
}

/// `GET /p/{partner}`: the same form, in the partner's colours; its script reads the partner from
/// the address.
pub async fn partner_form(
    State(intake): State<Arc<Intake>>,
    Path(partner): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let theme = Theme::of_query(query.as_deref().unwrap_or_default());
    match partner.parse::<PartnerSlug>() {
        Ok(partner) => intake.page.partner_response(&partner, &theme),
        Err(_) => Problem::NotFound.into_response(),
    }
}

/// `GET /theme.css`: the colours that the query asks for, as they can be read.
pub async fn theme(RawQuery(query): RawQuery) -> impl IntoResponse {
    let theme = Theme::of_query(query.as_deref().unwrap_or_default());
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, FOR_AN_HOUR),
    ];
    (headers, theme.style_sheet())
}

/// `GET /embed/…` and `GET /assets/…`: the files of the widget, and loaders of earlier versions.
pub async fn file(
    State(intake): State<Arc<Intake>>,
    uri: axum::http::Uri,
    headers: HeaderMap,
) -> Response {
    let Some(loader) = intake.loaders.find(uri.path()) else {
        return intake.bundle.response(uri.path(), &headers);
    };
    let headers = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, FOREVER),
    ];
    (headers, loader).into_response()
}

/// Cores that may open messages at the same time.
fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

async fn read_message(headers: &HeaderMap, body: Body) -> Result<Vec<u8>, Problem> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if text(header::CONTENT_TYPE) != Some(MEDIA_TYPE) {
        return Err(Problem::MediaType);
    }
    let length = text(header::CONTENT_LENGTH).ok_or(Problem::LengthRequired)?;
    if length
        .parse()
        .is_ok_and(|length: u64| length > MAX_MESSAGE_BYTES as u64)
    {
        return Err(Problem::TooLarge);
    }
    let message: Bytes = to_bytes(body, MAX_MESSAGE_BYTES)
        .await
        .map_err(|_| Problem::Unacceptable)?;
    Ok(message.into())
}
