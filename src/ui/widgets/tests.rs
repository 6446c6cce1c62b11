//! Pictures of the widgets beside the map at several sizes, and what must hold in all of them.

use super::evidence::{Evidence, EvidenceState};
use super::findings::Findings;
use super::list::ListState;
use super::prompt::Prompt;
use super::table::{Table, TableState};
use super::testing::{marked, picture, text};
use super::timeline::Timeline;
use super::verdict::{Judged, Mark};
use crate::film::{Cell, Film, Finding, Span, Time, sample};
use crate::ui::theme::{Depth, Ground, Theme};
use insta::assert_snapshot;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use tui_input::Input;

fn plain(ascii: bool) -> Theme {
    Theme::new(Depth::Mono, Ground::Dark, ascii)
}

/// The third candidate was found false, with a note; nothing else was judged.
fn marks(finding: &Finding) -> Mark {
    if finding.at == Time(78_500) && finding.is_judgeable() {
        let (words, note) = ("false positive: busy elsewhere".into(), "he was at the radar".into());
        Mark { judged: Some(Judged::False), words, note, ..Mark::default() }
    } else {
        Mark::default()
    }
}

#[test]
fn timelines() {
    let film = sample::film();
    let at = |w, h, ascii| {
        let theme = plain(ascii);
        let line = Timeline::new(&film, &theme, Time(38_000)).selected(Some(&film.findings[0])).marks(&marks);
        picture(w, h, line.looped(Some(Span::new(Time(60_000), Time(72_000)))))
    };
    assert_snapshot!("timeline_80x6", text(&at(80, 6, false)));
    assert_snapshot!("timeline_80x6_slice", marked(&at(80, 6, false), Modifier::UNDERLINED));
    assert_snapshot!("timeline_120x7", text(&at(120, 7, false)));
    assert_snapshot!("timeline_ascii_80x4", text(&at(80, 4, true)));
    assert_snapshot!("timeline_40x2", text(&at(40, 2, false)));
}

#[test]
fn many_findings_in_one_cell_are_counted() {
    let film = sample::long(3_000);
    let shown = |f: &Finding| f.is_candidate();
    let theme = plain(false);
    let line = Timeline::new(&film, &theme, Time(0)).filter(&shown);
    assert_snapshot!("timeline_crowded_60x3", text(&picture(60, 3, line)));
}

#[test]
fn a_death_of_no_known_side_keeps_its_place() {
    let mut film = sample::film();
    film.log.iter_mut().filter(|m| m.kind == 0).for_each(|m| m.team = None);
    let theme = plain(true);
    let words = text(&picture(80, 7, Timeline::new(&film, &theme, Time(0))));
    let deaths = words.lines().find(|l| l.contains("deaths")).unwrap();
    assert_eq!(deaths.matches('x').count() + 2 * deaths.matches('2').count(), 5, "{words}");
}

#[test]
fn every_column_of_the_timeline_is_a_time_that_leads_back_to_it() {
    let film = sample::film();
    let theme = plain(false);
    for (from, to) in [(0, 120_000), (0, 0), (-5_000, 7), (10_000, 2_000_000_000)] {
        let line = Timeline::new(&film, &theme, Time(0)).window(Span::new(Time(from), Time(to)));
        for width in [1u16, 12, 33, 80, 200] {
            let area = Rect::new(5, 1, width, 3);
            let times: Vec<Time> = (0..300).filter_map(|x| line.time_at(area, x)).collect();
            assert!(times.is_sorted() && times.iter().all(|t| (from..=to).contains(&t.0)));
            assert!(times.first().is_none_or(|t| t.0 == from));
            assert!(times.len() < 2 || times.last().unwrap().0 == to, "{from}..{to} in {width}");
            assert_eq!(line.time_at(area, 4), None);
        }
    }
    // The clock drawn at a clicked time stands in the clicked column.
    let area = Rect::new(0, 0, 80, 1);
    for column in 11..80 {
        let at = Timeline::new(&film, &theme, Time(0)).time_at(area, column).unwrap();
        let buf = picture(80, 1, Timeline::new(&film, &theme, at));
        assert_eq!(buf[(column, 0)].symbol(), "▼", "{at}");
    }
}

fn evidence(i: usize, w: u16, h: u16, ascii: bool) -> String {
    let film = sample::film();
    let mark = marks(&film.findings[i]);
    text(&picture(w, h, Evidence::new(&film, &plain(ascii), &film.findings[i], &mark, &EvidenceState::default())))
}

#[test]
fn evidence_of_every_kind() {
    assert_snapshot!("evidence_high_80x34", evidence(0, 80, 34, false));
    assert_snapshot!("evidence_suppressed_60x30", evidence(2, 60, 30, false));
    assert_snapshot!("evidence_unknown_reviewed_34x40", evidence(3, 34, 40, false));
    assert_snapshot!("evidence_low_ascii_80x26", evidence(5, 80, 26, true));
    assert_snapshot!("evidence_fact_50x12", evidence(1, 50, 12, false));
}

#[test]
fn the_first_three_lines_say_what_happened_and_why() {
    for (i, words) in [
        (0, ["kiko did not answer for zed", "CANDIDATE high", "6 of 6 gates pass"]),
        (2, ["mona did not answer for", "SUPPRESSED (med): objective_action", "clear fails (an objective line"]),
        (3, ["ömer did not answer for kiko", "CANDIDATE med", "clear is unknown (the map has no objective zones)"]),
    ] {
        let all = evidence(i, 90, 10, false);
        for (line, word) in all.lines().zip(words) {
            assert!(line.contains(word), "{line} without {word}");
        }
    }
}

#[test]
fn evidence_loses_nothing_at_any_width() {
    let film = sample::film();
    let (theme, state, mark) = (plain(true), EvidenceState::default(), Mark::default());
    for finding in &film.findings {
        for width in 4..100 {
            let lines = Evidence::new(&film, &theme, finding, &mark, &state).lines(width);
            assert!(lines.iter().all(|l| l.width() <= width), "{} at {width}", finding.title);
            if width >= 24 {
                let all: String = lines.iter().map(|l| format!("{l} ")).collect();
                let words: Vec<&str> = all.split_whitespace().collect();
                for gate in &finding.gates {
                    assert!(words.contains(&&*gate.name), "{} at {width}", gate.name);
                    for word in gate.note.split_whitespace() {
                        assert!(words.contains(&word), "{word} at {width}: {all}");
                    }
                }
            }
        }
    }
}

#[test]
fn evidence_scrolls_to_its_end_and_no_further() {
    let film = sample::film();
    let (theme, mut state, mark) = (plain(true), EvidenceState::default(), Mark::default());
    let draw =
        |state: &EvidenceState| text(&picture(60, 8, Evidence::new(&film, &theme, &film.findings[0], &mark, state)));
    let first = draw(&state);
    state.scroll(10_000);
    let last = draw(&state);
    assert!(last.contains("r1:missed_trade"), "the id is the last line:\n{last}");
    state.scroll(-1);
    assert_ne!(draw(&state), last, "one line back is seen at once");
    state.top();
    assert_eq!(draw(&state), first);
}

#[test]
fn findings_lists() {
    let film = sample::film();
    let rows: Vec<usize> = (0..film.findings.len()).collect();
    let mut state = ListState::default();
    state.select(2, rows.len());
    let list = |ascii| Findings::new(&film, Box::leak(Box::new(plain(ascii))), &rows, &state).marks(&marks);
    assert_snapshot!("findings_80x8", text(&picture(80, 8, list(false))));
    assert_snapshot!("findings_80x8_reversed", marked(&picture(80, 8, list(false)), Modifier::REVERSED));
    assert_snapshot!("findings_ascii_44x6", text(&picture(44, 6, list(true))));
    let theme = plain(false);
    let nothing = Findings::new(&film, &theme, &[], &state).nothing("no candidates: nobody was there to miss");
    let nothing = text(&picture(30, 5, nothing));
    assert!(nothing.contains("no candidates: nobody was") && nothing.contains("there to miss"), "{nothing}");
}

#[test]
fn thousands_of_findings_show_the_selected_one() {
    let film = sample::long(5_000);
    let rows: Vec<usize> = (0..5_000).collect();
    let theme = plain(false);
    let mut state = ListState::default();
    for by in [2_500, 3, -1_200, 100_000, -100_000] {
        state.step(by, rows.len());
        let words = text(&picture(80, 12, Findings::new(&film, &theme, &rows, &state)));
        let row = words.lines().find(|l| l.starts_with("|▶")).unwrap();
        assert!(row.contains(&film.findings[state.selected()].at.to_string()), "{row}");
    }
}

#[test]
fn tables() {
    let film = sample::film();
    let sheet = film.sheet("players").unwrap();
    let theme = plain(false);
    let mut state = TableState::default();
    assert_snapshot!("table_80x10", text(&picture(80, 10, Table::new(&film, sheet, &theme, &state))));
    state.step_column(4, sheet);
    state.sort(sheet);
    state.list.select(5, 6);
    assert_snapshot!("table_sorted_36x9", text(&picture(36, 9, Table::new(&film, sheet, &theme, &state))));
}

#[test]
fn sorting_goes_both_ways_and_the_unknown_stays_at_the_end() {
    let film = sample::film();
    let sheet = film.sheet("players").unwrap();
    let mut state = TableState::default();
    state.step_column(4, sheet);
    let mut last = |expected: Option<(usize, bool)>| {
        state.sort(sheet);
        assert_eq!(state.sorted(), expected);
        let order = state.order(sheet, &film);
        (order[0], matches!(sheet.rows[order[5]][4], Cell::Unknown(_)))
    };
    assert_eq!(last(Some((4, true))), (0, true), "the highest first");
    assert_eq!(last(Some((4, false))), (2, true), "the lowest first");
    assert_eq!(last(None).0, 0, "as given");
}

#[test]
fn a_prompt_keeps_its_cursor_in_sight() {
    let theme = plain(true);
    let shown = |value: &str, width| {
        let input = Input::new(value.to_owned());
        picture(width, 1, Prompt::new(&theme, "/", &input).hint("Enter finds"))
    };
    assert_eq!(text(&shown("kiko", 30)), "|/kiko              Enter finds|\n");
    assert_eq!(text(&shown("a long search for 猫neko", 12)), "|/for 猫neko |\n");
    for width in 2..40 {
        let buf = shown("a long search for 猫neko", width);
        assert_eq!(marked(&buf, Modifier::REVERSED).matches('#').count(), 1, "at {width}");
    }
}

#[test]
fn what_is_drawn_in_ascii_is_ascii() {
    let mut film = sample::film();
    for finding in &mut film.findings {
        finding.title = finding.title.replace(|c: char| !c.is_ascii(), "e");
        finding.explanation.trigger.clear();
        finding.gates.iter_mut().for_each(|g| g.note = "".into());
    }
    film.cast.iter_mut().for_each(|a| a.name = a.name.replace(|c: char| !c.is_ascii(), "e"));
    let theme = plain(true);
    let rows: Vec<usize> = (0..film.findings.len()).collect();
    let (mut map, mut table) = (super::map::MapState::default(), TableState::default());
    map.cycle_mode();
    map.toggle_trails();
    table.step_column(3, &film.sheets[0]);
    table.sort(&film.sheets[0]);
    for at in [42_000, 64_500, 78_500, 103_000] {
        for finding in &film.findings {
            let line = Timeline::new(&film, &theme, Time(at)).selected(Some(finding)).looped(Some(finding.span));
            let mut all = text(&picture(90, 7, line.marks(&marks)));
            all += &text(&picture(80, 24, super::map::Map::new(&film, &theme, &map, Time(at)).finding(Some(finding))));
            all += &text(&picture(80, 8, Findings::new(&film, &theme, &rows, &ListState::default()).marks(&marks)));
            all += &text(&picture(
                50,
                9,
                Evidence::new(&film, &theme, finding, &marks(finding), &EvidenceState::default()),
            ));
            all += &text(&picture(40, 9, Table::new(&film, &film.sheets[0], &theme, &table)));
            assert!(all.is_ascii(), "{:?}", all.chars().filter(|c| !c.is_ascii()).collect::<String>());
        }
        map.next_floor(&film);
        map.move_cursor(3, 3);
    }
}

#[test]
fn no_size_and_no_film_is_too_much() {
    let theme = Theme::new(Depth::Indexed, Ground::Dark, false);
    let mut bare = sample::film();
    (bare.finding_kinds, bare.moment_kinds, bare.cast) = (Vec::new(), Vec::new(), Vec::new());
    bare.meta.span = Span::new(Time(i64::MIN), Time(i64::MAX));
    bare.sheets[0].columns.clear();
    let rows: Vec<usize> = (0..9).collect();
    for film in [sample::film(), bare, Film::default()] {
        for (w, h) in (0..70).step_by(3).flat_map(|w| (0..10).map(move |h| (w, h))) {
            let at = Time(i64::from(w) * 1_999);
            let line = Timeline::new(&film, &theme, at).selected(film.findings.first()).marks(&marks);
            picture(w, h, line.looped(Some(Span::new(Time(-5), Time(500_000)))));
            picture(w, h, Findings::new(&film, &theme, &rows, &ListState::default()));
            for finding in &film.findings {
                picture(w, h, Evidence::new(&film, &theme, finding, &marks(finding), &EvidenceState::default()));
            }
            for sheet in &film.sheets {
                picture(w, h, Table::new(&film, sheet, &theme, &TableState::default()));
            }
            picture(w, h, Prompt::new(&theme, ":", &Input::new("1:20".into())));
        }
    }
}
