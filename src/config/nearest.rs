//! "Did you mean": the nearest known word to a mistyped one.

/// Likeness below which two words have nothing to do with each other (Jaro-Winkler, 0..1).
const LIKE: f64 = 0.75;

/// The candidate most like `word`, if any is like it at all; of equals the first. Case does not count.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let mut best: Option<(f64, &str)> = None;
    for candidate in candidates {
        // Damerau-Levenshtein sees swapped letters as one slip; Jaro-Winkler values a common beginning.
        let lower = candidate.to_lowercase();
        let like = strsim::jaro_winkler(&word, &lower).max(strsim::normalized_damerau_levenshtein(&word, &lower));
        if like >= LIKE && best.is_none_or(|(known, _)| like > known) {
            best = Some((like, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_recognised_and_strangers_are_not() {
        let keys = ["trade_dist", "trade_dist_marginal", "trade_window_s", "react_s", "support_dist"];
        let near = |word: &str| nearest(word, keys);
        assert_eq!(near("trade_dsit"), Some("trade_dist"));
        assert_eq!(near("Trade_Window"), Some("trade_window_s"));
        assert_eq!(near("suport_dist"), Some("support_dist"));
        assert_eq!(near("trade_dist_marginl"), Some("trade_dist_marginal"));
        assert_eq!(near("colour"), None);
        assert_eq!(near(""), None);
    }
}
