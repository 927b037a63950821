//! The root component: holds the form's state and carries out the effects of its reducer.

use std::cell::Cell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::Object;
use shared::key_config::Trust;
use shared::report::Report;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use yew::{AppHandle, Component, Context, Html, Properties, Renderer};

use crate::browser::{another, document, focus, fresh_id, get, text};
use crate::draft::Page;
use crate::form::{Action, Effect, Form};
use crate::hotline::Hotline;
use crate::submit::{Outcome, Sender};
use crate::text::Locale;
use crate::ui::Ui;
use crate::view;

/// The id of the element that the form is shown in.
const ROOT: &str = "form";

/// The values that the page passes to the form.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct Props {
    locale: Locale,
    hotline: Rc<Hotline>,
    page: Page,
}

/// Reads the values that the page passes to the form.
pub(crate) fn props(page: &Object) -> Option<Props> {
    Some(Props {
        locale: Locale::new(get(page, "words")?.unchecked_into()),
        hotline: Rc::new(Hotline::read(page)?),
        page: Page {
            language: text(page, "language")?.parse().ok()?,
            partner: text(page, "partner").and_then(|slug| slug.parse().ok()),
            is_test: text(page, "test").is_some(),
        },
    })
}

/// Shows the form in the page, if the page has the element [`ROOT`].
pub(crate) fn mount(props: Props) -> Option<AppHandle<App>> {
    let root = document()?.get_element_by_id(ROOT)?;
    Some(Renderer::<App>::with_root_and_props(root, props).render())
}

thread_local! {
    static WRITTEN: Cell<bool> = const { Cell::new(false) };
}

/// Whether the form has answers that were not sent.
pub(crate) fn is_written() -> bool {
    WRITTEN.get()
}

pub(crate) struct App {
    form: Form,
    sender: Rc<Sender>,
    /// The id of the element that gets the focus after the next rendering.
    focus: Option<String>,
    retry: Option<Timeout>,
    _online: Closure<dyn FnMut()>,
}

impl App {
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
            let told = another(&report.to_json()).await.as_string();
            let outcome = match told {
                Some(told) => Outcome::told(&told),
                None => {
                    let now = js_sys::Date::now() / 1000.0;
                    sender.deliver(&report, now as u64).await
                }
            };
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
        WRITTEN.set(self.form.is_written());
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
        view::view(&ui, &self.form)
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

/// Starts an attempt to send as soon as the browser is online.
fn when_online(ctx: &Context<App>) -> Closure<dyn FnMut()> {
    let link = ctx.link().clone();
    let online = Closure::new(move || link.send_message(Action::Retry(fresh_id())));
    if let Some(window) = web_sys::window() {
        window.set_ononline(Some(online.as_ref().unchecked_ref()));
    }
    online
}
