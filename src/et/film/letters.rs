//! One letter on the map for everybody.

/// A letter for each name, in order: one of the name's own in lower case, else in upper case, else the first free of
/// a-z, A-Z, 0-9; `?` when none is left.
pub(super) fn letters<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<char> {
    let mut taken = std::collections::BTreeSet::new();
    names
        .into_iter()
        .map(|name| {
            let own = || name.chars().filter(char::is_ascii_alphabetic);
            let lower = own().map(|c| c.to_ascii_lowercase());
            let upper = own().map(|c| c.to_ascii_uppercase());
            let any = ('a'..='z').chain('A'..='Z').chain('0'..='9');
            let letter = lower.chain(upper).chain(any).find(|c| !taken.contains(c)).unwrap_or('?');
            taken.insert(letter);
            letter
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lend_their_letters_while_they_are_free() {
        let got: String = letters(["kiko", "zed", "karl", "[x]Kik", "kk", "猫", "42", ""]).into_iter().collect();
        assert_eq!(got, "kzaxKbcd");
    }

    #[test]
    fn a_full_server_runs_out_of_letters_late() {
        let names = vec!["aaa"; 64];
        let got = letters(names.iter().copied());
        let unique: std::collections::BTreeSet<char> = got.iter().copied().filter(|c| *c != '?').collect();
        assert_eq!((unique.len(), got.iter().filter(|c| **c == '?').count()), (62, 2));
        assert_eq!(got[..2], ['a', 'A']);
    }
}
