//! The sections of the configuration that judge nothing: `keys`, `ui` and `review`.
//!
//! ```yaml
//! keys:   {next_finding: [n, ctrl-n]}
//! ui:     {background: light, ascii: false, no_color: false, mouse: false, fps: 15}
//! review: {reviewer: ann, auto_advance: true, reasons: {missed_trade: [no angle, called off]},
//!          min_reviewed: 30, min_precision: 0.8, blind: true, order: threshold, sample_suppressed: 10 %,
//!          filters: {mine: "conf:high player:kiko -reviewed"}, loop: true}
//! ```

use super::Usage;
use super::args::{Common, Look};
use crate::config::{Data, Document, Entry, Mistakes, Node};
use crate::film::short_number;
use crate::review::queue::{self, Filter, Order, Saved, Share};
use crate::review::{self, stats::Bar};
use crate::ui::keymap::Keymap;
use crate::ui::theme::{Depth, Ground, Theme};
use crate::ui::{self, action};
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;

/// The names of the sections.
pub(super) const SECTIONS: [&str; 3] = ["keys", "ui", "review"];

/// What the user likes. What nobody said is `None`.
#[derive(Debug, Clone, Default)]
pub(super) struct Preferences {
    keys: BTreeMap<String, Vec<String>>,
    light: Option<bool>,
    ascii: Option<bool>,
    no_color: Option<bool>,
    mouse: Option<bool>,
    fps: Option<u8>,
    /// Who reviews, by a flag: it wins.
    flagged: Option<String>,
    reviewer: Option<String>,
    blind: Option<bool>,
    order: Option<Order>,
    share: Option<Share>,
    looping: Option<bool>,
    filters: Saved,
    auto_advance: Option<bool>,
    reasons: BTreeMap<String, Vec<String>>,
    bar: Bar,
}

/// The sections as JSON Schema, by name.
pub(super) fn schema() -> Map<String, Json> {
    let words = json!({"oneOf": [
        {"type": ["string", "integer"]},
        {"type": "array", "items": {"type": ["string", "integer"]}},
    ]});
    let names: Vec<&str> = action::TABLE.iter().map(|row| row.name).collect();
    let switch = json!({"type": "boolean"});
    let section =
        |members: Json| json!({"type": ["object", "null"], "properties": members, "additionalProperties": false});
    let [keys, ui, review] = SECTIONS;
    let keys_schema = json!({
        "type": ["object", "null"], "propertyNames": {"enum": names}, "additionalProperties": words
    });
    let ui_schema = section(json!({
        "background": {"enum": ["light", "dark"]},
        "ascii": switch, "no_color": switch, "mouse": switch,
        "fps": {"type": "integer", "minimum": 1, "maximum": 60},
    }));
    let review_schema = section(json!({
        "reviewer": {"type": "string"},
        "auto_advance": switch, "blind": switch, "loop": switch,
        "order": {"enum": Order::ALL.map(Order::as_str)},
        "sample_suppressed": {"type": ["string", "number"]},
        "filters": {"type": "object", "additionalProperties": {"type": "string"}},
        "reasons": {"type": "object", "additionalProperties": words},
        "min_reviewed": {"type": "integer", "minimum": 1, "maximum": 1_000_000},
        "min_precision": {"type": "number", "minimum": 0, "maximum": 1},
    }));
    Map::from_iter([(keys.into(), keys_schema), (ui.into(), ui_schema), (review.into(), review_schema)])
}

impl Preferences {
    /// What flags say, and nothing else yet.
    pub(super) fn of(common: &Common) -> Preferences {
        Preferences { flagged: common.reviewer.clone(), ..Preferences::default() }
    }

    /// Reads the sections of a document over what is known so far.
    pub(super) fn read(&mut self, document: &Document, mistakes: &mut Mistakes) {
        for entry in entries(document, "keys", mistakes) {
            if !action::TABLE.iter().any(|row| row.name == entry.key) {
                let known = action::TABLE.iter().map(|row| row.name);
                mistakes.unknown_key(&entry.origin, &entry.key, known);
            } else if let Some(keys) = texts(entry, mistakes) {
                self.keys.insert(entry.key.clone(), keys);
            }
        }
        for entry in entries(document, "ui", mistakes) {
            let Entry { key, value, origin } = entry;
            match key.as_str() {
                "background" => self.light = background(key, value, mistakes).or(self.light),
                "ascii" => self.ascii = value.switch(key, mistakes).or(self.ascii),
                "no_color" => self.no_color = value.switch(key, mistakes).or(self.no_color),
                "mouse" => self.mouse = value.switch(key, mistakes).or(self.mouse),
                "fps" => self.fps = fps(key, value, mistakes).or(self.fps),
                _ => mistakes.unknown_key(origin, key, ["background", "ascii", "no_color", "mouse", "fps"]),
            }
        }
        for entry in entries(document, "review", mistakes) {
            let Entry { key, value, origin } = entry;
            match key.as_str() {
                "reviewer" => self.reviewer = value.text(key, mistakes).map(str::to_owned).or(self.reviewer.take()),
                "blind" => self.blind = value.switch(key, mistakes).or(self.blind),
                "loop" => self.looping = value.switch(key, mistakes).or(self.looping),
                "order" => self.order = parsed(key, value, mistakes).or(self.order),
                "sample_suppressed" => self.share = parsed(key, value, mistakes).or(self.share),
                "filters" => {
                    for filter in value.map(key, mistakes).unwrap_or_default() {
                        if let Some(text) = filter.value.text(&filter.key, mistakes)
                            && let Err(error) = self.filters.set(&filter.key, text)
                        {
                            mistakes.add(&filter.origin, &error.message);
                        }
                    }
                }
                "auto_advance" => self.auto_advance = value.switch(key, mistakes).or(self.auto_advance),
                "reasons" => {
                    for kind in value.map(key, mistakes).unwrap_or_default() {
                        if let Some(reasons) = texts(kind, mistakes) {
                            self.reasons.insert(kind.key.clone(), reasons);
                        }
                    }
                }
                "min_reviewed" => {
                    let known = within(key, value, mistakes, "a whole number from 1 to 1000000", |n| {
                        n.fract() == 0.0 && (1.0..=1e6).contains(&n)
                    });
                    self.bar.min_reviewed = known.map_or(self.bar.min_reviewed, |n| n as u64);
                }
                "min_precision" => {
                    let known = within(key, value, mistakes, "a share from 0 to 1", |n| (0.0..=1.0).contains(&n));
                    self.bar.min_precision = known.unwrap_or(self.bar.min_precision);
                }
                _ => {
                    let known = [
                        "reviewer",
                        "auto_advance",
                        "reasons",
                        "min_reviewed",
                        "min_precision",
                        "blind",
                        "order",
                        "sample_suppressed",
                        "filters",
                        "loop",
                    ];
                    mistakes.unknown_key(origin, key, known);
                }
            }
        }
    }

    /// What is wrong with the keys taken together; the app says so and keeps the others.
    pub(super) fn wrong_keys(&self) -> Vec<String> {
        Keymap::new(&self.keys).1.errors
    }

    /// Who reviews; `journal` names the place of verdicts on what lies in no folder.
    pub(super) fn review(&self, journal: &str) -> review::Options {
        review::Options {
            name: journal.to_owned(),
            ..review::Options::from_env(self.flagged.as_ref().or(self.reviewer.as_ref()).map(String::as_str))
        }
    }

    /// What verdicts must prove before penalties may count.
    pub(super) const fn bar(&self) -> Bar {
        self.bar
    }

    /// How the app looks and behaves: flags win over the configuration, that over the environment.
    ///
    /// # Errors
    /// A filter that is wrong.
    pub(super) fn app(&self, common: &Common, look: &Look, journal: &str) -> Result<ui::Options, Usage> {
        let env = |name: &str| std::env::var(name).ok();
        let mono = common.no_color || self.no_color == Some(true);
        let depth = if mono { Depth::Mono } else { Theme::depth_of(env) };
        let ground = match self.light {
            Some(true) => Ground::Light,
            Some(false) => Ground::Dark,
            None => Theme::ground_of(env),
        };
        let usual = ui::Options::new(self.review(journal));
        Ok(ui::Options {
            theme: Theme::new(depth, ground, common.ascii || self.ascii.unwrap_or_else(|| Theme::ascii_of(env))),
            mouse: common.mouse || self.mouse == Some(true),
            fps: common.fps.or(self.fps).unwrap_or(usual.fps),
            keys: self.keys.clone(),
            reasons: self.reasons.clone(),
            auto_advance: self.auto_advance.unwrap_or(usual.auto_advance),
            look: self.look(look, &usual)?,
            filters: self.filters.clone(),
            looping: self.looping.unwrap_or(usual.looping),
            bar: self.bar,
            ..usual
        })
    }

    /// How findings are looked through: flags win over the configuration.
    fn look(&self, flags: &Look, usual: &ui::Options) -> Result<queue::Look, Usage> {
        let share = flags.sample_suppressed.or(self.share).unwrap_or(Share::NONE);
        let mut look = queue::Look { share, ..queue::Look::default() };
        look.filter = look.usual();
        look.order = flags.order.or(self.order).unwrap_or_default();
        let blind = flags.blind || self.blind == Some(true);
        if let (true, Some(order)) = (blind, flags.order.filter(|order| !order.is_blind())) {
            return Err(Usage(format!("--order {} would give away what --blind hides", order.as_str())));
        }
        if blind {
            look.set_blind(true);
        }
        if let Some(text) = &flags.filter {
            look.filter = self.filter(text, usual)?;
        }
        match look.blind_spot() {
            Some(spot) => Err(Usage(format!("--filter: {spot}"))),
            None => Ok(look),
        }
    }

    /// A filter as it was typed, or the one saved under that name.
    fn filter(&self, text: &str, usual: &ui::Options) -> Result<Filter, Usage> {
        let saved = usual.filters_path().and_then(|path| Saved::read(&path).ok());
        let named = saved.as_ref().and_then(|saved| saved.get(text)).or_else(|| self.filters.get(text));
        match named {
            Some(filter) => Ok(filter.clone()),
            None => text.parse().map_err(|error: queue::FilterError| Usage(format!("--filter: {error}"))),
        }
    }
}

/// A text or a number that reads as what is wanted; what is wrong with it is said by itself.
fn parsed<T: std::str::FromStr<Err = String>>(key: &str, value: &Node, mistakes: &mut Mistakes) -> Option<T> {
    let text = match &value.data {
        Data::Number(n) => short_number(*n),
        _ => value.text(key, mistakes)?.to_owned(),
    };
    match text.parse() {
        Ok(value) => Some(value),
        Err(why) => {
            mistakes.add(&value.origin, format!("\"{key}\": {why}"));
            None
        }
    }
}

/// The entries of a section, none if it is missing or empty.
fn entries<'d>(document: &'d Document, section: &str, mistakes: &mut Mistakes) -> &'d [Entry] {
    match document.section(section) {
        None | Some(Node { data: Data::Null, .. }) => &[],
        Some(node) => node.map(section, mistakes).unwrap_or_default(),
    }
}

/// One text or a list of them; a digit is the text it looks like, for it is a key.
fn texts(entry: &Entry, mistakes: &mut Mistakes) -> Option<Vec<String>> {
    let one = |node: &Node, mistakes: &mut Mistakes| match node.data {
        Data::Number(n) if n.fract() == 0.0 && (0.0..=9.0).contains(&n) => Some(n.to_string()),
        _ => node.text(&entry.key, mistakes).map(str::to_owned),
    };
    match &entry.value.data {
        Data::List(items) => {
            let texts: Vec<Option<String>> = items.iter().map(|item| one(item, mistakes)).collect();
            texts.into_iter().collect()
        }
        _ => one(&entry.value, mistakes).map(|text| vec![text]),
    }
}

/// A number that is as it is wanted.
fn within(key: &str, value: &Node, mistakes: &mut Mistakes, wants: &str, fits: impl Fn(f64) -> bool) -> Option<f64> {
    match value.data {
        Data::Number(n) if fits(n) => Some(n),
        _ => {
            value.wants(key, wants, mistakes);
            None
        }
    }
}

/// Whether the ground is light.
fn background(key: &str, value: &Node, mistakes: &mut Mistakes) -> Option<bool> {
    match &value.data {
        Data::Text(text) if text == "light" => Some(true),
        Data::Text(text) if text == "dark" => Some(false),
        _ => {
            value.wants(key, "light or dark", mistakes);
            None
        }
    }
}

fn fps(key: &str, value: &Node, mistakes: &mut Mistakes) -> Option<u8> {
    match value.data {
        Data::Number(n) if n.fract() == 0.0 && (1.0..=60.0).contains(&n) => Some(n as u8),
        _ => {
            value.wants(key, "a whole number from 1 to 60", mistakes);
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Preferences, Vec<String>) {
        let (mut preferences, mut mistakes) = (Preferences::default(), Mistakes::default());
        preferences.read(&Document::parse("c.yaml", text.as_bytes()).unwrap(), &mut mistakes);
        (preferences, mistakes.0.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn every_section_is_read() {
        let name = action::TABLE[0].name;
        let text = format!(
            "keys: {{{name}: [x, 3]}}\nui: {{background: light, mouse: true, fps: 30}}\n\
             review: {{reviewer: ann, auto_advance: true, reasons: {{missed_trade: [no angle]}}, min_precision: 0.9}}\ntrade_dist: 700\n"
        );
        let (preferences, mistakes) = read(&text);
        assert_eq!(mistakes, [""; 0]);
        assert_eq!(preferences.keys[name], ["x", "3"]);
        let common = Common {
            config: None,
            league: None,
            etmain: None,
            set: Vec::new(),
            reviewer: None,
            penalties: None,
            no_color: true,
            ascii: true,
            mouse: false,
            fps: None,
            plain: false,
        };
        let app = preferences.app(&common, &Look::default(), "demo").unwrap();
        assert_eq!(app.theme, Theme::new(Depth::Mono, Ground::Light, true));
        assert_eq!((app.mouse, app.fps, app.auto_advance, app.review.reviewer.as_str()), (true, 30, true, "ann"));
        assert_eq!(app.reasons["missed_trade"], ["no angle"]);
        assert_eq!(preferences.bar(), Bar { min_reviewed: 30, min_precision: 0.9 });
    }

    #[test]
    fn mistakes_name_line_and_nearest_key() {
        let (_, mistakes) = read("ui:\n  backgruond: light\n  fps: 0\nkeys: {nothing_like_it: x}\nreview: 3\nui2: 1\n");
        let (_, bar) = read("review: {min_reviewed: 0, min_precision: 80}\n");
        assert_eq!(bar.len(), 2, "{bar:?}");
        assert_eq!(mistakes.len(), 4, "{mistakes:?}");
        assert!(mistakes.iter().any(|m| m.starts_with("c.yaml:2:3") && m.contains("did you mean \"background\"")));
        assert!(mistakes.iter().any(|m| m.starts_with("c.yaml:3:") && m.contains("1 to 60")));
    }
}
