//! Text for a spreadsheet's cell: no name or note of a recording may run as a formula.

use super::clean_text;

/// A cell that a spreadsheet shows as text: what it would take for a formula gets an apostrophe in front, and so does what
/// would then look like one that got it; [`text_of_cell`] takes it away again.
#[must_use]
pub fn spreadsheet_text(raw: &str) -> String {
    // Looked at before cleaning, which takes tabs and line breaks away: a cell that began so is defused all the same.
    let formula = raw.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let clean = clean_text(raw);
    let bare = clean.trim_start_matches('\'').trim_start();
    if formula || bare.starts_with(['=', '+', '-', '@']) { format!("'{clean}") } else { clean }
}

/// The text that a cell of [`spreadsheet_text`] was made of, cleaned.
#[must_use]
pub fn text_of_cell(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| spreadsheet_text(rest) == cell).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_text_and_text_is_itself() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1"] {
            let cell = spreadsheet_text(formula);
            assert!(cell.starts_with('\''), "{formula:?}: {cell:?}");
        }
        for plain in ["ann", "", "a=b", "1-2", "{\"a\":1}"] {
            assert_eq!(spreadsheet_text(plain), plain);
        }
    }

    #[test]
    fn a_cell_leads_back_to_its_text() {
        for raw in ["=1+1", "'=1+1", "''@x", "'quoted'", "'", "", " -1", "' -1", "ann", "{\"a\":1}"] {
            assert_eq!(text_of_cell(&spreadsheet_text(raw)), raw, "{raw:?}");
        }
    }
}
