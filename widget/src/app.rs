//! The root component: holds the form's state and does what its reducer asks for.

use std::rc::Rc;

use getrandom::{SysRng, rand_core::UnwrapErr};
use gloo_timers::callback::Timeout;
use js_sys::Object;
use shared::key_config::Trust;
use shared::report::{Report, ReportId};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Document, HtmlElement, Window};
use yew::{AppHandle, Component, Context, Html, Properties, Renderer};

use crate::draft::Page;
use crate::form::{Action, Effect, Form};
use crate::hotline::Hotline;
use crate::steps;
use crate::submit::Sender;
use crate::text::Locale;
use crate::ui::Ui;

/// The id of the element that the form is shown in.
const ROOT: &str = "form";

/// What the page gives.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct Props {
    locale: Locale,
    hotline: Rc<Hotline>,
    page: Page,
}

/// Reads what the page gives.
pub(crate) fn props(
    locale: Object,
    hotline: &Object,
    language: &str,
    partner: Option<String>,
) -> Result<Props, String> {
    Ok(Props {
        locale: Locale::new(locale),
        hotline: Rc::new(Hotline::read(hotline).ok_or("not a hotline")?),
        page: Page {
            language: language.parse().map_err(|_| "not a language".to_owned())?,
            partner: partner.and_then(|slug| slug.parse().ok()),
        },
    })
}

/// Shows the form in the page, if the page has a place for it.
pub(crate) fn mount(props: Props) -> Option<AppHandle<App>> {
    let root = document()?.get_element_by_id(ROOT)?;
    Some(Renderer::<App>::with_root_and_props(root, props).render())
}

/// The root component.
pub(crate) struct App {
    form: Form,
    sender: Rc<Sender>,
    /// The element that gets the focus once it is shown.
    focus: Option<String>,
    retry: Option<Timeout>,
    _online: Closure<dyn FnMut()>,
}

impl App {
    /// Whether something has been written that was not sent.
    pub(crate) fn is_written(&self) -> bool {
        self.form.is_written()
    }

    fn run(&mut self, ctx: &Context<Self>, effect: Effect) {
        match effect {
            Effect::Focus(id) => self.focus = Some(id),
            Effect::Deliver(report) => {
                self.retry = None;
                self.deliver(ctx, report);
            }
            Effect::RetryIn(milliseconds) => {
                let link = ctx.link().clone();
                let retry = move || link.send_message(Action::Retry(fresh_id()));
                self.retry = Some(Timeout::new(milliseconds, retry));
            }
        }
    }

    fn deliver(&self, ctx: &Context<Self>, report: Report) {
        let (link, sender) = (ctx.link().clone(), self.sender.clone());
        wasm_bindgen_futures::spawn_local(async move {
            let now = js_sys::Date::now() / 1000.0;
            let outcome = sender.deliver(&report, now as u64).await;
            link.send_message(Action::Tried(report.id(), outcome, js_sys::Math::random()));
        });
    }
}

impl Component for App {
    type Message = Action;
    type Properties = Props;

    fn create(ctx: &Context<Self>) -> Self {
        let props = ctx.props();
        let trust = Trust {
            hotline: props.hotline.id.clone(),
            root: props.hotline.root,
            least_sequence: 0,
        };
        Self {
            form: Form::new(props.page.clone()),
            sender: Rc::new(Sender::new(trust)),
            focus: None,
            retry: None,
            _online: when_online(ctx),
        }
    }

    fn update(&mut self, ctx: &Context<Self>, action: Action) -> bool {
        for effect in self.form.reduce(action) {
            self.run(ctx, effect);
        }
        true
    }

    fn changed(&mut self, ctx: &Context<Self>, _: &Props) -> bool {
        let language = ctx.props().page.language.clone();
        self.form.reduce(Action::Language(language));
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let ui = Ui {
            locale: ctx.props().locale.clone(),
            hotline: ctx.props().hotline.clone(),
            act: ctx.link().callback(|action| action),
        };
        steps::view(&ui, &self.form)
    }

    fn rendered(&mut self, _: &Context<Self>, _: bool) {
        if let Some(root) = document().and_then(|document| document.get_element_by_id(ROOT)) {
            let _ = root.set_attribute("data-step", self.form.step.name());
        }
        if let Some(id) = self.focus.take() {
            focus(&id);
        }
    }
}

/// Puts the focus on an element, and unfolds what it is folded in.
pub(crate) fn focus(id: &str) {
    let Some(element) = document().and_then(|document| document.get_element_by_id(id)) else {
        return;
    };
    if let Ok(Some(folded)) = element.closest("details") {
        let _ = folded.set_attribute("open", "");
    }
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        let _ = element.focus();
    }
}

/// A new id for a report.
pub(crate) fn fresh_id() -> ReportId {
    ReportId::random(&mut UnwrapErr(SysRng))
}

/// Tries again as soon as there is a network.
fn when_online(ctx: &Context<App>) -> Closure<dyn FnMut()> {
    let link = ctx.link().clone();
    let online = Closure::new(move || link.send_message(Action::Retry(fresh_id())));
    if let Some(window) = web_sys::window() {
        window.set_ononline(Some(online.as_ref().unchecked_ref()));
    }
    online
}

fn document() -> Option<Document> {
    web_sys::window().as_ref().and_then(Window::document)
}
