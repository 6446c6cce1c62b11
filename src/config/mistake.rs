//! What is wrong in a configuration: where, what, and what was probably meant.

use super::Origin;
use std::fmt;

/// One mistake. Its text fits one line: `league.yaml:3:5: unknown key "trade_dsit"; did you mean "trade_dist"?`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// Where it is written.
    pub origin: Origin,
    /// What is wrong and, where it can be told, what to do.
    pub message: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.origin, self.message)
    }
}

/// Every mistake that was found, in the order of the text: a coach corrects a file once, not once per mistake.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mistakes(pub Vec<Mistake>);

impl Mistakes {
    /// Notes one.
    pub fn add(&mut self, origin: &Origin, message: impl Into<String>) {
        self.0.push(Mistake { origin: origin.clone(), message: message.into() });
    }

    /// Notes a key that nobody knows, with the nearest of those that are known here.
    pub fn unknown_key<'a>(&mut self, origin: &Origin, key: &str, known: impl IntoIterator<Item = &'a str>) {
        let message = match super::nearest(key, known) {
            Some(near) => format!("unknown key \"{}\"; did you mean \"{near}\"?", crate::film::clean_text(key)),
            None => format!("unknown key \"{}\"", crate::film::clean_text(key)),
        };
        self.add(origin, message);
    }

    /// `Ok` when there is none.
    ///
    /// # Errors
    /// All of them.
    pub fn into_result<T>(self, value: T) -> Result<T, Mistakes> {
        if self.0.is_empty() { Ok(value) } else { Err(self) }
    }
}

impl fmt::Display for Mistakes {
    /// One per line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, mistake) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str("\n")?;
            }
            mistake.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Mistakes {}
