//! Turning one setting: sensible steps, what may be typed, and how a value is shown.

use crate::film::{Range, Setting};

/// How many steps a big step is.
pub const FAR: i32 = 5;

/// The value `by` steps on from `value`, within what the setting accepts; a switch turns, a name gives the next.
#[must_use]
pub fn stepped(setting: &Setting, value: &str, by: i32) -> String {
    match setting.range {
        Range::Switch => (value != "true").to_string(),
        Range::Choice(names) => {
            let at = names.iter().position(|name| *name == value).unwrap_or_default() as i32;
            let next = (at + by.signum()).rem_euclid(names.len().max(1) as i32);
            names.get(next as usize).map_or_else(|| value.to_owned(), |name| (*name).to_owned())
        }
        Range::Number(min, max) | Range::Whole(min, max) => {
            let Ok(now) = value.parse::<f64>() else { return value.to_owned() };
            let next = now + f64::from(by) * step(setting, min, max);
            // Six decimals: 0.1 three times is 0.3.
            (((next * 1e6).round() / 1e6).clamp(min, max)).to_string()
        }
    }
}

/// About a sixteenth of the usual value, as 1, 2 or 5 with zeros: 50 of 800 u, 0.2 of 3 s.
fn step(setting: &Setting, min: f64, max: f64) -> f64 {
    let usual = setting.default.parse::<f64>().map_or(0.0, f64::abs);
    let wanted = if usual > 0.0 { usual / 16.0 } else { (max - min) / 100.0 };
    let whole = matches!(setting.range, Range::Whole(..));
    let power = 10_f64.powf(wanted.max(1e-6).log10().floor());
    // A hair of tolerance: 0.1 times 0.5 is not below 0.05.
    let nice = [1.0, 2.0, 5.0, 10.0].map(|n| n * power).into_iter().find(|n| *n >= wanted * 0.999).unwrap_or(power);
    if whole { nice.round().max(1.0) } else { nice }
}

/// A typed value as a configuration file would hold it.
///
/// # Errors
/// What the setting wants instead.
pub fn typed(setting: &Setting, text: &str) -> Result<String, String> {
    let text = text.trim();
    let wants = || format!("{} wants {}", setting.key, wants(setting));
    match setting.range {
        Range::Switch => match text {
            "true" | "yes" | "on" => Ok("true".to_owned()),
            "false" | "no" | "off" => Ok("false".to_owned()),
            _ => Err(wants()),
        },
        Range::Choice(names) => {
            names.iter().find(|name| **name == text).map(|name| (*name).to_owned()).ok_or_else(wants)
        }
        Range::Number(min, max) | Range::Whole(min, max) => {
            let whole = matches!(setting.range, Range::Whole(..));
            let number = text.parse::<f64>().ok().filter(|n| (min..=max).contains(n) && (!whole || n.fract() == 0.0));
            number.map(|n| n.to_string()).ok_or_else(wants)
        }
    }
}

/// What the setting accepts, in words: `a number from 0 to 100000 u`.
#[must_use]
pub fn wants(setting: &Setting) -> String {
    let unit = if setting.unit.is_empty() { String::new() } else { format!(" {}", setting.unit) };
    match setting.range {
        Range::Switch => "true or false".to_owned(),
        Range::Choice(names) => names.join(" or "),
        Range::Number(min, max) => format!("a number from {min} to {max}{unit}"),
        Range::Whole(min, max) => format!("a whole number from {min} to {max}{unit}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn setting(default: &str, range: Range) -> Setting {
        Setting {
            key: "k".into(),
            group: "g",
            value: default.into(),
            default: default.into(),
            unit: "u",
            range,
            doc: "E4: A limit.",
            source: "default".into(),
            per_map: true,
        }
    }

    #[test]
    fn steps_are_what_a_hand_would_type() {
        let wide = Range::Number(0.0, 100_000.0);
        for (from, by, to) in [
            ("800", 1, "850"),
            ("800", -5, "550"),
            ("3", 1, "3.2"),
            ("1", 1, "1.1"),
            ("0.5", -1, "0.45"),
            ("-6", 1, "-5.5"),
            ("60", 1, "65"),
            ("10", -5, "5"),
            ("0", -1, "0"),
        ] {
            let range = if from.starts_with('-') { Range::Number(-100.0, 100.0) } else { wide };
            assert_eq!(stepped(&setting(from, range), from, by), to, "{from}");
        }
        let names = setting("sum", Range::Choice(&["sum", "distinct", "max"]));
        assert_eq!(["sum", "max"].map(|now| stepped(&names, now, 1)), ["distinct", "sum"]);
        assert_eq!(stepped(&names, "sum", -FAR), "max");
        assert_eq!(stepped(&setting("true", Range::Switch), "true", -1), "false");
        assert_eq!(stepped(&setting("1000", Range::Whole(1.0, 6e5)), "1000", -1), "900");
    }

    #[test]
    fn what_is_typed_is_checked() {
        let number = setting("800", Range::Number(0.0, 1_000.0));
        assert_eq!(typed(&number, " 700.50 ").as_deref(), Ok("700.5"));
        for bad in ["", "much", "-1", "1001", "NaN", "inf"] {
            assert_eq!(typed(&number, bad), Err("k wants a number from 0 to 1000 u".into()), "{bad}");
        }
        assert!(typed(&setting("5", Range::Whole(1.0, 9.0)), "2.5").is_err());
        assert_eq!(typed(&setting("true", Range::Switch), "off").as_deref(), Ok("false"));
        assert!(typed(&setting("a", Range::Choice(&["a", "b"])), "c").unwrap_err().contains("a or b"));
    }

    proptest! {
        #[test]
        fn a_step_stays_inside_and_can_be_typed(default in 0.0..5_000.0_f64, by in -9..9_i32) {
            let setting = setting(&default.to_string(), Range::Number(0.0, 5_000.0));
            let next = stepped(&setting, &setting.default, by);
            prop_assert_eq!(typed(&setting, &next), Ok(next.clone()));
        }
    }
}
