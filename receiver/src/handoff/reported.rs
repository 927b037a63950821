//! The parts of a report, apart from its locations, that may leave the desk. They are listed one by
//! one, so that nothing else can leave.

use model::case::Dossier;
use serde::Serialize;
use shared::report::{
    AgeHint, Category, ChoiceSet, ContentType, DateText, PaidAccess, PaymentMethod,
};

/// The reporter's answers. Partner and language are left out: they could identify the reporter.
#[derive(Serialize)]
pub(super) struct Reported<'a> {
    category: Category,
    observed_on: Option<&'a DateText>,
    content_types: ChoiceSet<ContentType>,
    age_hint: Option<AgeHint>,
    child_in_danger: Option<bool>,
    paid_access: Option<PaidAccess>,
    payment_methods: ChoiceSet<PaymentMethod>,
}

impl<'a> Reported<'a> {
    pub(super) fn of(dossier: &'a Dossier) -> Self {
        let report = &dossier.report;
        Self {
            category: report.category,
            observed_on: report.observed_on.as_ref(),
            content_types: report.content_types,
            age_hint: report.age_hint,
            child_in_danger: report.child_in_danger,
            paid_access: report.paid_access,
            payment_methods: report.payment_methods,
        }
    }
}
