//! The queue over all rounds: order, filters under names, blindness, second opinions, changed evidence.

use super::{Rig, Samples};
use crate::film::{Cell, Confidence, Film, Outcome, Status, sample};
use crate::review::Ruling;
use crate::review::queue::{Order, Share};
use crate::review::stats::{Counts, Stats, told};
use crate::ui::app::{Mode, Screen};
use std::path::Path;
use std::sync::Arc;

/// Rounds of a folder, as one reviewer sees them.
fn open(folder: &Path, rounds: usize, who: &str) -> Rig {
    Rig::new(Samples::folder(rounds, folder.to_owned()), |options| options.review.reviewer = who.into())
}

fn round(rig: &Rig) -> &str {
    &rig.app.round.as_ref().unwrap().film.meta.id
}

#[test]
fn the_next_candidate_may_be_in_the_next_round_and_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut rig = open(folder.path(), 4, "ann"); // the second cannot be read
    rig.keys("Enter A");
    rig.app.gather();
    let all = rig.app.review.rows.len();
    assert_eq!((all, round(&rig)), (9, "r0"));
    let mut seen = Vec::new();
    for _ in 0..all {
        seen.push(round(&rig).to_owned());
        rig.keys("t");
    }
    assert_eq!(seen, ["r0", "r0", "r0", "r2", "r2", "r2", "r3", "r3", "r3"], "a key each, through all rounds");
    assert!(rig.message().contains("everything listed has a verdict"), "{}", rig.message());
    rig.app.gather();
    assert_eq!(rig.app.review.progress, (9, 9));
    rig.keys("z z z z");
    rig.app.gather();
    assert_eq!((round(&rig), rig.app.review.progress), ("r2", (5, 9)), "undo follows into the round before");
    rig.keys("n");
    assert_eq!(round(&rig), "r3");
    rig.keys("N");
    assert_eq!(round(&rig), "r2");
    rig.keys("N N N");
    assert_eq!(round(&rig), "r0");
    rig.keys("N N N");
    assert_eq!(rig.message(), "that was the first one of the list");
}

#[test]
fn of_a_long_queue_what_is_on_the_screen_is_made_and_the_end_is_reached() {
    let folder = tempfile::tempdir().unwrap();
    let mut rig = open(folder.path(), 100, "ann");
    rig.keys("Q");
    let made = |rig: &Rig| -> Vec<bool> {
        let sheet = crate::ui::screens::queue::sheet(&rig.app, 20);
        sheet.rows.iter().map(|cells| !cells.is_empty()).collect()
    };
    let all = made(&rig);
    assert_eq!((all.len(), all.iter().filter(|made| **made).count()), (297, 200), "the first ones give the widths");
    let top = rig.picture(80, 24);
    let bottom = rig.keys("G").picture(80, 24);
    assert_eq!(made(&rig).iter().filter(|made| **made).count(), 221);
    assert_eq!(bottom.matches(" r99 ").count(), 3, "{bottom}");
    let head = |picture: &str| picture.lines().find(|line| line.contains("round  ")).map(str::to_owned);
    assert!(head(&top).is_some() && head(&top) == head(&bottom), "columns stay where they are");
}

#[test]
fn a_key_too_many_on_the_way_into_a_round_that_has_to_be_read_judges_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut rig = open(folder.path(), 7, "ann"); // four of them stay in memory
    rig.keys("Enter A t t t t t t t t t t t");
    assert_eq!(round(&rig), "r4");
    rig.press("t");
    assert_eq!(round(&rig), "r4", "the next one has to be read first");
    let before = rig.app.desks.desk(0).unwrap().ledger().entries().len();
    for key in ["t", "f", "u", "c", "m"] {
        rig.press(key);
        assert_eq!(rig.message(), "the next one is being read: judge it when it stands here");
        assert!(matches!(rig.app.mode, Mode::Browse), "{key}");
    }
    rig.settle();
    assert_eq!((round(&rig), rig.app.desks.desk(0).unwrap().ledger().entries().len()), ("r5", before));
    rig.keys("t");
    assert_eq!(rig.app.desks.desk(0).unwrap().ledger().entries().len(), before + 1);
}

/// The sample round as a recorder without positions leaves it.
fn without_positions(id: &str) -> Film {
    let mut film = sample::film();
    film.meta.id = id.to_owned();
    film.findings.clear();
    film.meta.unavailable = vec![("positions, candidates, readiness".into(), "no snapshots in this round".into())];
    film
}

#[test]
fn an_empty_queue_says_all_of_why_and_whose_reason_it_is() {
    let empty = |id: &str| {
        let mut film = without_positions(id);
        film.meta.unavailable.clear();
        film
    };
    let cases = [
        (vec![without_positions("a")], "has been read: no candidates: no snapshots in this round"),
        (
            vec![empty("a"), without_positions("b")],
            "has been read; 1 of 2 rounds cannot tell: b (no candidates: no snapshots in this round)",
        ),
        (
            vec![without_positions("a"), empty("b"), without_positions("c")],
            "has been read; 2 of 3 rounds cannot tell, the first of them a (no candidates: no snapshots in this round)",
        ),
    ];
    for (films, why) in cases {
        let mut samples = Samples::demo();
        samples.films = vec![Ok(films.into_iter().map(Arc::new).collect())];
        let mut rig = Rig::new(samples, |_| {});
        rig.keys("Q");
        for (width, height) in [(80, 24), (120, 36)] {
            let picture = rig.picture(width, height);
            let told = picture.replace('|', " ").split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(told.contains(&format!("there is nothing to judge in what {why}")), "{picture}");
        }
    }
}

#[test]
fn the_order_is_in_the_head_and_goes_over_all_rounds() {
    let folder = tempfile::tempdir().unwrap();
    let mut rig = open(folder.path(), 3, "ann");
    rig.keys("Enter");
    for order in Order::ALL.iter().cycle().skip(1).take(5) {
        rig.keys("<");
        assert!(rig.picture(120, 36).contains(&format!("by {}", order.as_str())), "{}", order.as_str());
    }
    rig.keys("< A t");
    assert_eq!(round(&rig), "r2", "the high one of the other round comes before the others of this one");
    rig.keys("Q");
    assert_eq!(rig.app.screen, Screen::Queue);
    insta::assert_snapshot!("the_queue_at_120x36", rig.picture(120, 36));
    insta::assert_snapshot!("the_queue_at_80x24", rig.picture(80, 24));
    rig.keys("g j j j Enter");
    assert_eq!((rig.app.screen, round(&rig)), (Screen::Round, "r2"));
    rig.keys("Q Esc");
    assert_eq!(rig.app.screen, Screen::Round);
}

#[test]
fn filters_are_completed_saved_and_recalled_in_another_session() {
    let folder = tempfile::tempdir().unwrap();
    let session = || {
        let state = folder.path().join("state");
        Rig::new(Samples::folder(2, folder.path().to_owned()), |options| options.review.state_folder = Some(state))
    };
    let mut rig = session();
    rig.keys("g Enter '");
    assert_eq!(rig.message(), "no filter is saved yet; Ctrl-s saves the one that is on");
    rig.keys("/").text("con").keys("Tab").text("h").keys("Tab").text(" -rev").keys("Tab Enter");
    assert_eq!(rig.app.review.look.filter.to_string(), "conf:high -reviewed");
    rig.keys("Ctrl-s").text("mine").keys("Enter");
    assert_eq!(rig.message(), "saved as mine; ' brings it back");
    rig.keys("X");
    drop(rig);
    let mut rig = session();
    rig.keys("g Enter '");
    assert!(rig.picture(100, 30).contains("mine  conf:high -reviewed"), "what there is, is offered");
    rig.text("m").keys("Tab Enter");
    assert_eq!(rig.app.review.look.filter.to_string(), "conf:high -reviewed");
    rig.keys("'").text("other").keys("Enter");
    assert_eq!(rig.message(), "no filter is saved as `other`; there are: mine");
    rig.keys("/").text("conff:high").keys("Enter");
    assert!(rig.message().starts_with("`conff:` is nothing a list can be filtered by; did you mean `conf:`?"));
    assert_eq!(rig.app.context(), crate::ui::action::Context::Prompt, "it stays where it can be mended");
}

/// The same film as another rule would have decided it: everything that a rule says is different.
fn decided_otherwise(film: &mut Film) {
    for (at, finding) in film.findings.iter_mut().filter(|f| f.is_judgeable()).enumerate() {
        let reasons = vec![format!("reason {at}")];
        finding.status = if finding.is_candidate() { Status::Suppressed(reasons) } else { Status::Candidate };
        finding.confidence = match finding.confidence {
            Some(Confidence::High) => Some(Confidence::Low),
            _ => Some(Confidence::High),
        };
        for gate in &mut finding.gates {
            gate.outcome = if gate.outcome == Outcome::Pass { Outcome::Fail } else { Outcome::Pass };
            gate.limit = gate.limit.map(|limit| limit + 111.0);
            gate.note = format!("note {at}").into();
        }
        finding.explanation.expected = format!("within {at} u; excused by reason {at}");
        finding.rule = format!("trade: <= {at} u");
        finding.explanation.missing = vec![format!("near: missing {at}")];
        finding.explanation.possible_because.clear();
        finding.facts = vec![("excused by".into(), format!("fact {at}"))];
    }
    film.meta.rule = "trade: <= 811 u, 9.0 s".into();
    film.sheets[0].note = film.meta.rule.clone();
    film.meta.counts =
        film.meta.counts.iter().map(|(key, n)| (*key, if *key == "candidates" { Some(77) } else { *n })).collect();
    for sheet in &mut film.sheets {
        let tells = |at: &usize| sheet.key == "score" || sheet.columns[*at].key == "candidates";
        for at in (0..sheet.columns.len()).filter(tells).collect::<Vec<_>>() {
            sheet.rows.iter_mut().for_each(|row| row[at] = Cell::Number(88.0));
            sheet.columns[at].help = "within 811 u".into();
        }
    }
}

#[test]
fn blind_nothing_on_any_screen_depends_on_what_the_rule_decided() {
    let [mut one, mut other] = [sample::film(), sample::film()];
    one.sheets[0].note = one.meta.rule.clone();
    decided_otherwise(&mut other);
    let blind = |film: Film| {
        let folder = tempfile::tempdir().unwrap();
        let mut samples = Samples::folder(1, folder.path().to_owned());
        samples.films = vec![Ok(vec![Arc::new(film)])];
        let rig = Rig::new(samples, |options| {
            options.look.share = Share::percent(100.0).unwrap();
            options.look.set_blind(true);
            options.theme =
                crate::ui::theme::Theme::new(crate::ui::theme::Depth::True, crate::ui::theme::Ground::Dark, false);
        });
        (rig, folder)
    };
    let (mut one, _a) = blind(one);
    let (mut two, _b) = blind(other);
    // Through every finding and every screen; styles are compared too.
    let walk = "Tab Tab Tab Tab n n n n < F k k k k k v p c s Esc / r e a s o n : Tab Esc Enter o n T Tab Tab Tab Tab \
                Tab l l l l Esc e Esc S Esc P Esc V O 5 O Enter R l l l l l l Esc 0 M Q l l l l Esc % F6 l l l Enter Q Esc p Esc ? Esc * * / c o n f : h \
                Enter X / s u p p Tab Enter X";
    for (at, key) in walk.split_whitespace().enumerate() {
        one.keys(key);
        two.keys(key);
        for (width, height) in [(80, 24), (120, 36), (200, 60)] {
            if one.app.review.look.blind {
                assert_eq!(one.picture(width, height), two.picture(width, height), "after key {at}: {key}");
                assert_eq!(one.buffer(width, height), two.buffer(width, height), "styles after key {at}: {key}");
            }
        }
    }
    assert!(one.app.review.look.blind);
    let picture = one.picture(120, 36);
    assert!(picture.contains("TO JUDGE, blind") && picture.contains("BLIND"), "{picture}");
    one.keys("g t");
    assert!(one.picture(120, 36).contains("CANDIDATE high"), "a verdict opens what it is about");
}

#[test]
fn blind_keeps_its_places_to_itself() {
    let (mut rig, _folder) = Rig::round();
    rig.keys("< *");
    assert!(rig.message().starts_with("blind: tiers, scores, limits"), "{}", rig.message());
    rig.keys("<");
    assert_eq!(rig.message(), "listed by player; other orders would tell, * ends blind review");
    for (keys, says) in [
        ("%", "precision by tier is hidden while you review blind; * ends that"),
        ("M", "a match counts candidates: it is hidden while you review blind; * ends that"),
        ("J", "decide for yourself first: you review blind"),
    ] {
        rig.keys(keys);
        assert_eq!(rig.message(), says, "{keys}");
    }
    rig.keys("*");
    assert_eq!(rig.message(), "no longer blind");
    assert!(rig.picture(120, 36).contains("CANDIDATE high"));
}

#[test]
fn a_disagreement_is_marked_queued_and_settled_with_both_verdicts() {
    let folder = tempfile::tempdir().unwrap();
    open(folder.path(), 1, "bob").keys("t n f 1");
    let mut rig = open(folder.path(), 1, "ann");
    assert!(rig.picture(120, 36).contains("bob: true"), "what others say is shown");
    rig.keys("J");
    assert_eq!(rig.message(), "nobody judges it differently: there is nothing to settle");
    rig.keys("u / d i s Tab Enter");
    let picture = rig.picture(120, 36);
    assert!(picture.contains("U≠") && picture.contains("≠ bob: true"), "{picture}");
    assert_eq!(rig.app.round.as_ref().unwrap().listed.len(), 1, "the queue of the disagreements");
    rig.keys("J");
    let picture = rig.picture(120, 36);
    assert!(picture.contains("ann: not evaluable") && picture.contains("bob: true"), "{picture}");
    rig.keys("f 2");
    assert!(
        rig.message().starts_with("adjudication as false positive (between ann not evaluable, bob true)"),
        "{}",
        rig.message()
    );
    let picture = rig.picture(120, 36);
    assert!(picture.contains("settled as false positive by ann"), "{picture}");
    let id = rig.app.round.as_ref().unwrap().finding().unwrap().id.clone();
    let ledger = rig.app.desks.desk(0).unwrap().ledger();
    let settled = ledger.adjudication(&id).unwrap();
    assert_eq!((settled.ruling, settled.entry.reason.as_deref()), (Ruling::False, Some("busy elsewhere")));
    rig.keys("z");
    assert!(rig.app.desks.desk(0).unwrap().ledger().adjudication(&id).is_none());
}

#[test]
fn a_blind_reviewer_does_not_see_what_others_said() {
    let folder = tempfile::tempdir().unwrap();
    open(folder.path(), 1, "bob").keys("f 1 m a s k Enter");
    let mut rig = open(folder.path(), 1, "ann");
    assert!(rig.picture(120, 36).contains("bob: false positive"));
    rig.keys("*");
    for keys in ["", "Q", "Esc", "F6"] {
        rig.keys(keys);
        assert!(!rig.picture(200, 60).contains("bob"), "after {keys}");
    }
    rig.keys("Enter t");
    let picture = rig.picture(120, 36);
    assert!(picture.contains("≠ bob: false positive") && picture.contains("\"ask\""), "{picture}");
}

#[test]
fn a_verdict_on_changed_evidence_says_what_has_changed_and_lost_findings_are_named() {
    let folder = tempfile::tempdir().unwrap();
    open(folder.path(), 1, "ann").keys("t n f 1");
    let mut samples = Samples::folder(1, folder.path().to_owned());
    let mut film = sample::film();
    film.meta.id = "r0".into();
    film.findings.iter_mut().for_each(|f| f.id.0 = f.id.0.replacen("r1", "r0", 1));
    film.findings[0].gates[0].value = Some(640.0);
    film.findings[0].gates[0].outcome = Outcome::Fail;
    let lost = film.findings.remove(3);
    samples.films = vec![Ok(vec![Arc::new(film)])];
    let mut rig = Rig::new(samples, |options| options.review.reviewer = "ann".into());
    rig.keys("/ s t a l e Enter");
    let picture = rig.picture(120, 36);
    assert!(
        picture.contains("STALE, changed since the verdict: near was") && picture.contains("is fail 640 u"),
        "{picture}"
    );
    assert!(picture.contains("T~"), "in the list: {picture}");
    rig.keys("F6");
    assert!(rig.picture(200, 40).contains("1 stale verdict (Q / stale) · 1 orphan (!)"), "{}", rig.picture(200, 40));
    rig.keys("!");
    let picture = rig.picture(200, 40);
    let line = format!("a verdict without its finding: ann false positive: {}", lost.title);
    assert!(picture.contains(&line), "{picture}");
}

#[test]
fn the_statistics_are_those_of_the_command() {
    let folder = tempfile::tempdir().unwrap();
    let mut rig = open(folder.path(), 3, "ann");
    rig.app.options.bar.min_reviewed = 2;
    rig.keys("Enter A t f 1 u t t t %");
    assert_eq!(rig.app.screen, Screen::Stats);
    let mut stats = Stats::default();
    for unit in [0, 2] {
        let ledger = rig.app.desks.desk(unit).unwrap().ledger().clone();
        for film in &rig.app.library.films(unit).unwrap().films {
            stats.add(film, &ledger);
        }
    }
    let picture = rig.picture(200, 60);
    let mut lines = picture.lines();
    for row in told(&stats, rig.app.options.bar) {
        // Both go rule by rule in the same order.
        let line = lines.find(|line| line.contains(&row.what)).unwrap_or_else(|| panic!("{} in {picture}", row.what));
        let words: Vec<&str> = line.split_whitespace().rev().skip(1).take(5).collect(); // after the frame's edge
        let counts: Vec<u64> = words.iter().rev().filter_map(|word| word.parse().ok()).collect();
        let Counts { yes, no, not_evaluable, disputed, unreviewed } = row.counts;
        assert_eq!(counts, [yes, no, not_evaluable, disputed, unreviewed], "{line}");
        let precision = row.precision.map_or_else(|why| why, |interval| interval.to_string());
        assert!(line.contains(&precision), "{line}: {precision}");
    }
    rig.keys("j j j j j");
    let picture = rig.picture(120, 36);
    let recall = "recall   unknown, 0 of 0 suppressed ones were judged (needs 2 of them and of the candidates)";
    assert!(picture.contains(recall), "told, or why not: {picture}");
    insta::assert_snapshot!("the_statistics_at_120x36", rig.picture(120, 36));
    insta::assert_snapshot!("the_statistics_at_80x24", rig.picture(80, 24));
}

#[test]
fn the_slice_of_each_selected_one_plays_in_a_loop_also_in_the_next_round() {
    let folder = tempfile::tempdir().unwrap();
    let mut rig = open(folder.path(), 3, "ann");
    rig.keys("Enter o n n n");
    let open = rig.app.round.as_ref().unwrap();
    let span = open.finding().unwrap().span;
    assert_eq!((round(&rig), open.playback.loop_span(), open.playback.is_playing()), ("r2", Some(span), true));
    assert_eq!(open.playback.clock(), span.from);
    rig.keys("o n");
    let open = rig.app.round.as_ref().unwrap();
    assert_eq!((open.playback.loop_span(), open.playback.is_playing()), (None, false));
}

#[test]
fn an_empty_queue_says_why_and_names_keys_that_work_there() {
    let folder = tempfile::tempdir().unwrap();
    let mut rig = open(folder.path(), 3, "ann");
    rig.keys("Q /").text("kind:nothing").keys("Enter");
    assert!(rig.app.review.rows.is_empty());
    assert!(rig.picture(120, 30).contains("passes the filter; X lists what there is to judge"));
    rig.keys("Enter");
    assert_eq!(rig.message(), "nothing is listed; / changes the filter, X resets it");
    rig.keys("X");
    assert_eq!((rig.app.screen, rig.app.review.rows.len()), (Screen::Queue, 6));

    let mut film = sample::film();
    film.findings.clear();
    film.meta.unknown_kinds = vec![("missed_trade", "nobody's place was recorded".into())];
    let (mut rig, _folder) = Rig::over(film);
    let picture = rig.keys("Q").picture(120, 30);
    let why = "there is nothing to judge in what has been read: unknown: nobody's place was recorded";
    assert!(picture.contains(why) && !picture.contains("passes the filter"), "{picture}");
    rig.keys("Enter");
    assert_eq!(rig.message(), "there is nothing to judge in what has been read");
}

#[test]
fn the_list_of_rounds_names_the_way_to_what_is_left_to_settle() {
    let folder = tempfile::tempdir().unwrap();
    open(folder.path(), 1, "bob").keys("Enter n t");
    let mut rig = open(folder.path(), 1, "ann");
    rig.keys("Enter n f Enter Esc");
    assert_eq!(rig.app.screen, Screen::Library);
    let picture = rig.picture(160, 30);
    assert!(picture.contains("1 disagreement (Q / disagree)"), "{picture}");
    rig.keys("Q");
    let picture = rig.picture(160, 30);
    assert!(picture.contains("1 disagreement (/ disagree)"), "{picture}");
    rig.keys("/").text("disagree").keys("Enter");
    assert_eq!(rig.app.review.rows.len(), 1);
}

#[test]
fn one_file_is_one_file() {
    let (mut rig, _folder) = Rig::round();
    let picture = rig.keys("%").picture(120, 30);
    assert!(picture.contains("Statistics of 1 file ") && !picture.contains("1 files"), "{picture}");
}
