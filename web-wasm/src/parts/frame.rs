//! The frame of the screens that are not full screen: side bar on wide screens, tabs
//! below on others; one of the two is in the tree.

use crate::prelude::*;
use leptos::html;
use rounds_sync_core::ids::SpaceId;

use super::badge::SyncBadge;
use super::banner::Banners;
use super::icon::{Brand, Icon};
use crate::i18n::t;
use crate::state::{Layout, app, lock};

/// Which entry of the navigation is the current one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Current {
    /// Visits home.
    Visits,
    /// A visit's stops.
    Stops,
    /// A visit's ready check.
    Ready,
    /// Forms.
    Forms,
    /// This tablet.
    Device,
}

/// The frame. A screen puts its bar and its `main` inside.
#[component]
pub fn Frame(
    /// Where this screen is in the navigation.
    current: Current,
    /// The open visit, if any.
    #[prop(into)]
    space: Signal<Option<SpaceId>>,
    /// The screen.
    children: Children,
) -> impl IntoView {
    let app = app();
    let wide = Memo::new(move |_| app.layout.get() == Layout::Landscape);
    view! {
        <SkipLink/>
        <div class="app">
            <Show when=move || wide.get()>
                <SideBar current=current space=space/>
            </Show>
            <div class="main">
                <Banners/>
                {children()}
            </div>
        </div>
        <Show when=move || !wide.get()>
            <TabBar current=current/>
        </Show>
    }
}

/// The first thing that the Tab key reaches.
#[component]
pub fn SkipLink() -> impl IntoView {
    let skip = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        if let Ok(Some(main)) = document().query_selector("main") {
            use wasm_bindgen::JsCast as _;
            let _ = main.unchecked_into::<web_sys::HtmlElement>().focus();
        }
    };
    view! { <a class="skip" href="#main" on:click=skip>{move || t("skip")}</a> }
}

#[component]
fn SideBar(current: Current, space: Signal<Option<SpaceId>>) -> impl IntoView {
    let app = app();
    let visit = Memo::new(move |_| app.visit(space.get().or_else(|| app.open_visit())?));
    let group = move || {
        visit.get().map(|visit| {
            let base = format!("/visits/{}", visit.space);
            let stops = visit.view.as_ref().map(|view| view.stops.len().to_string());
            view! {
                <div class="grp">{visit.title()}</div>
                <NavLink href=base.clone() icon="list" text="nav-stops" here=current == Current::Stops
                    count=stops.unwrap_or_default()/>
                <NavLink href=format!("{base}/ready") icon="shield" text="nav-ready"
                    here=current == Current::Ready/>
            }
        })
    };
    view! {
        <nav class="side" aria-label=move || t("nav-main")>
            <Brand/>
            <NavLink href="/visits".to_owned() icon="calendar" text="nav-visits"
                here=current == Current::Visits/>
            <NavLink href="/forms".to_owned() icon="form" text="nav-forms"
                here=current == Current::Forms/>
            {group}
            <div class="foot">
                <SyncBadge in_side_bar=true/>
                <NavLink href="/device".to_owned() icon="device" text="nav-device"
                    here=current == Current::Device/>
                <Show when=move || app.is_sealed()>
                    <button type="button" class="nav" on:click=move |_| lock::lock_all(app)>
                        <Icon name="lock"/>
                        <span>{move || t("lock")}</span>
                    </button>
                </Show>
            </div>
        </nav>
    }
}

#[component]
fn NavLink(
    href: String,
    icon: &'static str,
    text: &'static str,
    here: bool,
    #[prop(optional)] count: String,
) -> impl IntoView {
    let current = if here { Some("page") } else { None };
    view! {
        <a class="nav" href=href aria-current=current>
            <Icon name=icon/>
            <span>{move || t(text)}</span>
            {(!count.is_empty()).then(|| view! { <span class="n">{count}</span> })}
        </a>
    }
}

#[component]
fn TabBar(current: Current) -> impl IntoView {
    let visits = current != Current::Device;
    let tab = |href: &'static str, icon: &'static str, text: &'static str, here: bool| {
        let current = if here { Some("page") } else { None };
        view! {
            <a href=href aria-current=current>
                <Icon name=icon/>
                <span>{move || t(text)}</span>
            </a>
        }
    };
    view! {
        <nav class="tabs-bottom" aria-label=move || t("nav-main")>
            {tab("/visits", "calendar", "nav-visits", visits)}
            {tab("/device", "device", "nav-device", !visits)}
        </nav>
    }
}

/// The mark and the badge at the top of home on narrow screens.
#[component]
pub fn TopMark() -> impl IntoView {
    let app = app();
    view! {
        <Show when=move || app.layout.get() != Layout::Landscape>
            <header class="topm"><Brand/><SyncBadge/></header>
        </Show>
    }
}

/// A bar at the top of a framed screen.
#[component]
pub fn Bar(
    /// Heading and line under it.
    heading: AnyView,
    /// Where back leads on narrow screens, and its accessible name.
    #[prop(optional, into)]
    back: Option<(String, &'static str)>,
    /// Whether a phone has no room for where the work is.
    #[prop(optional)]
    crowded: bool,
    /// Buttons at the right.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let app = app();
    let bar = NodeRef::<html::Header>::new();
    let narrow = move || app.layout.get() != Layout::Landscape;
    let with_badge = move || match app.layout.get() {
        Layout::Landscape => false,
        Layout::Portrait => true,
        Layout::Phone => !crowded,
    };
    let back = back.map(|(href, name)| {
        let href = StoredValue::new(href);
        move || {
            narrow().then(|| {
                view! {
                    <a href=href.get_value() class="ib" aria-label=move || t(name)>
                        <Icon name="chev-l"/>
                    </a>
                }
            })
        }
    });
    view! {
        <header node_ref=bar class="bar vb">
            {back}
            <div class="ttl grow">{heading}</div>
            <Show when=with_badge><SyncBadge/></Show>
            {children.map(|children| children())}
        </header>
    }
}
