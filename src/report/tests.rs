//! The page as a whole: what it says about the sample film, that it is whole under hostile names, that it repeats itself.
use super::*;
use crate::film::{ActorId, Span, Stretch};
use crate::film::{
    Cell, Column, ColumnKind, Film, Finding, Ground, Problem, Problems, Sheet, Stay, Strip, TeamId, Time, View, sample,
};
use crate::review::{Desk, Options, Ruling, Subject, stats::Bar};

/// The sample film with one of everything a report can show.
fn film() -> Film {
    let mut film = sample::film();
    let column = |key, label, kind| Column { key, label, kind, help: format!("rule of {label}, 12 u") };
    let actor = |i| Cell::Actor(ActorId(i));
    film.sheets.push(Sheet {
        key: "score",
        title: "Score",
        note: "score model 1, unvalidated".into(),
        columns: vec![
            column("player", "player", ColumnKind::Actor),
            column("trades", "trades", ColumnKind::Number(1)),
            column("isolation", "isolation", ColumnKind::Number(1)),
            column("total", "total", ColumnKind::Number(1)),
        ],
        rows: vec![
            vec![actor(0), Cell::Number(4.0), Cell::Number(-1.0), Cell::Number(3.0)],
            vec![actor(5), Cell::Unknown("no damage lines".into()), Cell::Blank, Cell::Unknown("a part is".into())],
        ],
        links: Vec::new(),
        view: View::Bars { from: 1, to: 3 },
        ..Sheet::default()
    });
    film.sheets.push(Sheet {
        key: "pairs",
        title: "Pairs",
        columns: vec![
            column("a", "player", ColumnKind::Actor),
            column("b", "with", ColumnKind::Actor),
            column("s", "together", ColumnKind::Seconds),
        ],
        rows: vec![
            vec![actor(0), actor(1), Cell::Number(31.5)],
            vec![actor(0), actor(2), Cell::Number(7.0)],
            vec![actor(1), actor(2), Cell::Unknown("never seen together".into())],
        ],
        view: View::Matrix { row: 0, column: 1, value: 2 },
        ..Sheet::default()
    });
    let stay = |at, actor, team, cell| Stay {
        at: Time(at),
        lasts: Time(500),
        actor: ActorId(actor),
        team: TeamId(team),
        cell,
    };
    film.ground = Ground {
        cell: 256.0,
        stays: vec![stay(0, 0, 1, [-2, 1]), stay(0, 3, 0, [-2, 1]), stay(500, 0, 1, [-1, 1])],
        note: "occupancy: cell_size 256 u".into(),
        unavailable: None,
    };
    let stretch =
        |from, to, label: &str, class| Stretch { span: Span::new(Time(from), Time(to)), label: label.into(), class };
    film.strips = vec![Strip {
        key: "shape",
        title: "Shape",
        note: "shape: link 700 u".into(),
        rows: vec![(Some(TeamId(0)), vec![stretch(0, 60_000, "3-0", 0), stretch(60_000, 120_000, "2-1", 1)])],
        actors: Vec::new(),
    }];
    film
}

fn page(films: &[Film], ledger: &Ledger, problems: &Problems) -> String {
    page_of(films, ledger, problems, Detail::Whole)
}

fn page_of(films: &[Film], ledger: &Ledger, problems: &Problems, detail: Detail) -> String {
    let mut report = Report::new(Vec::new(), "A report", Bar::default(), detail);
    films.iter().for_each(|film| report.add(film, ledger, "depot/").unwrap());
    let (body, cover) = report.finish(&[]).unwrap();
    let orphans = cover.orphans(ledger, true);
    cover.head() + std::str::from_utf8(&body).unwrap() + &cover.foot(problems, orphans)
}

/// Strictly parsed: whatever is not closed, not quoted or no character fails here.
fn parsed(page: &str) -> roxmltree::Document<'_> {
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..roxmltree::ParsingOptions::default() };
    roxmltree::Document::parse_with_options(page, options).unwrap()
}

/// The words of the page, one element a line, pictures by their titles.
fn words(page: &str) -> String {
    let document = parsed(page);
    let mut out = Vec::new();
    for node in document.descendants().filter(roxmltree::Node::is_text) {
        let inside = |name: &str| node.ancestors().any(|n| n.has_tag_name(name) || n.tag_name().name() == name);
        let text = node.text().unwrap_or_default().trim();
        if !text.is_empty() && !inside("style") {
            out.push(text.to_owned());
        }
    }
    out.join("\n")
}

fn judged(film: &Film) -> Desk {
    let mut desk = Desk::detached(Options { reviewer: "coach".into(), ..Options::from_env(None) });
    let finding = film.findings.iter().find(|f| f.is_candidate()).unwrap();
    desk.decide(&Subject::of(film, finding), Ruling::False, Some("told to hold"));
    desk.note(&Subject::of(film, finding), "was <covering> the flank & held");
    desk
}

#[test]
fn the_words_of_a_small_report() {
    insta::assert_snapshot!(words(&page(&[film()], &Ledger::default(), &Problems::default())));
}

#[test]
fn one_of_many_rounds_is_told_in_short_and_says_so() {
    assert_eq!([6, 7].map(Detail::of), [Detail::Whole, Detail::Short]);
    let mut film = film();
    let kind = film.findings.iter().position(Finding::is_candidate).unwrap();
    let more = (0..7).map(|n| Finding { id: FindingId(format!("one-{n}")), ..film.findings[kind].clone() });
    film.findings = more.collect();
    film.sheets[0].rows = vec![film.sheets[0].rows[0].clone(); 90];
    let told = |detail| page_of(&[film.clone()], &Ledger::default(), &Problems::default(), detail);
    let (whole, short) = (told(Detail::Whole), told(Detail::Short));
    let count = |page: &str| page.matches("<details class=\"finding").count();
    assert_eq!((count(&whole), count(&short)), (7, 3));
    assert!(words(&short).contains("4 more, the surest first") && short.contains("In short, as one of many rounds"));
    assert!(!whole.contains("In short"));
    let rows = |page: &str| page.matches("<tr").count();
    assert!(rows(&short) + 90 < rows(&whole), "the long table is left out: {} of {}", rows(&short), rows(&whole));
    // What is left out is not linked to.
    let document = parsed(&short);
    let ids: Vec<&str> = document.descendants().filter_map(|node| node.attribute("id")).collect();
    let links = document.descendants().filter_map(|node| node.attribute("href")?.strip_prefix('#'));
    links.for_each(|link| assert!(ids.contains(&link), "{link} is nowhere"));
}

#[test]
fn it_says_candidate_and_never_the_other_word() {
    let page = page(&[film()], &Ledger::default(), &Problems::default());
    assert!(page.contains("missed-trade candidates") && page.contains("unvalidated"));
    assert!(!page.to_lowercase().contains("bait"));
    assert!(page.contains(&format!("filmroom {} · configuration 5a3c91d2", env!("CARGO_PKG_VERSION"))));
}

#[test]
fn hostile_names_do_no_harm() {
    let mut film = film();
    let nasty = "</th><script src=\"//x\">alert('1')</script>&\u{1b}[31m\u{0}\u{202e}\u{ffff}]]>";
    film.cast.iter_mut().for_each(|actor| actor.name = nasty.into());
    film.cast[0].letter = '<';
    film.meta.title = nasty.into();
    film.meta.map = Some(nasty.into());
    film.meta.rule = nasty.into();
    film.meta.config_hash = nasty.into();
    film.places.zones.iter_mut().for_each(|zone| zone.name = nasty.into());
    for finding in &mut film.findings {
        finding.title = nasty.into();
        finding.id = FindingId(nasty.into());
        finding.rule = nasty.into();
        finding.facts.push((nasty.into(), nasty.into()));
        finding.gates.iter_mut().for_each(|gate| gate.note = nasty.into());
    }
    for life in &mut film.tracks {
        life.pos.iter_mut().step_by(3).for_each(|pos| pos[0] = f32::NAN);
        life.yaw.iter_mut().for_each(|yaw| *yaw = f32::INFINITY);
    }
    let mut problems = Problems::default();
    problems.push(Problem { file: nasty.into(), line: 1, offset: 0, reason: nasty.into() });
    let page = page(&[film], &Ledger::default(), &problems);
    let document = parsed(&page);
    assert!(document.descendants().all(|n| n.tag_name().name() != "script"));
    assert!(!page.contains("<script") && !page.contains("NaN") && !page.contains("inf"), "markup or no number");
    assert!(page.chars().all(|c| c == '\n' || !c.is_control()));
}

#[test]
fn nothing_is_loaded_from_anywhere_and_every_link_leads_somewhere() {
    let page = page(&[film(), film()], &Ledger::default(), &Problems::default());
    let document = parsed(&page);
    let mut ids = BTreeSet::new();
    for node in document.descendants() {
        if let Some(id) = node.attribute("id") {
            assert!(ids.insert(id), "{id} twice");
        }
        for name in ["src", "data", "action", "srcset", "onclick", "onload"] {
            assert!(node.attribute(name).is_none(), "{name}");
        }
    }
    let links: Vec<&str> = document.descendants().filter_map(|n| n.attribute("href")).collect();
    assert!(
        links.len() > 6 && links.iter().all(|l| l.strip_prefix('#').is_some_and(|id| ids.contains(id))),
        "{links:?}"
    );
    for node in document.descendants() {
        for id in node.attribute("aria-labelledby").into_iter().flat_map(str::split_whitespace) {
            assert!(ids.contains(id), "{id} names nothing");
        }
    }
}

#[test]
fn pictures_and_tables_can_be_read_without_seeing() {
    let page = page(&[film()], &Ledger::default(), &Problems::default());
    let document = parsed(&page);
    let svgs = document.descendants().filter(|n| n.tag_name().name() == "svg" && n.attribute("role") == Some("img"));
    let mut seen = 0;
    for svg in svgs {
        seen += 1;
        assert!(svg.children().any(|n| n.tag_name().name() == "title"));
    }
    assert!(seen >= 6, "{seen} pictures");
    for table in document.descendants().filter(|n| n.has_tag_name(("http://www.w3.org/1999/xhtml", "table"))) {
        assert!(table.descendants().any(|n| n.attribute("scope") == Some("col")), "a table without heads");
    }
    assert!(page.contains("from zed") && page.contains("kiko, Allies, candidate, 429 u"), "the picture in words");
}

#[test]
fn verdicts_stand_where_they_belong_and_orphans_are_counted() {
    let film = film();
    let desk = judged(&film);
    let text = words(&page(std::slice::from_ref(&film), desk.ledger(), &Problems::default()));
    assert!(text.contains("coach: false positive (told to hold)"));
    assert!(text.contains("was <covering> the flank & held"));
    let mut other = film;
    other.findings.clear();
    let text = words(&page(&[other], desk.ledger(), &Problems::default()));
    assert!(text.contains("1 verdict or note is about findings that are in none of these rounds"), "{text}");
}

#[test]
fn unknown_is_written_with_its_reason_and_is_never_nought() {
    let text = words(&page(&[film()], &Ledger::default(), &Problems::default()));
    for reason in ["unknown: no damage lines", "unknown: never seen together", "the map has no objective zones"] {
        assert!(text.contains(reason), "{reason}");
    }
    let mut film = film();
    film.ground = Ground { unavailable: Some("no snapshots in this round".into()), ..Ground::default() };
    film.tracks.clear();
    let text = words(&page(&[film], &Ledger::default(), &Problems::default()));
    assert!(text.contains("unknown: no snapshots in this round"));
}

#[test]
fn the_same_rounds_give_the_same_bytes() {
    let make = || page(&[film(), film()], judged_at_once().ledger(), &Problems::default());
    assert_eq!(make(), make());
}

/// No verdict: its time would be the clock's.
fn judged_at_once() -> Desk {
    Desk::detached(Options::from_env(Some("coach")))
}

#[test]
fn a_damaged_clock_and_absurd_places_make_no_endless_page() {
    let mut film = film();
    film.meta.span = Span::new(Time(-9_000_000_000_000_000), Time(9_000_000_000_000_000));
    for life in &mut film.tracks {
        life.pos.iter_mut().for_each(|pos| *pos = [f32::MAX, f32::MIN, 0.0]);
    }
    film.ground.stays[0].cell = [i32::MAX, i32::MIN];
    let page = page(&[film], &Ledger::default(), &Problems::default());
    parsed(&page);
    assert!(page.len() < 400_000, "{} bytes", page.len());
}

#[test]
fn a_film_without_anything_is_a_page_too() {
    let page = page(&[Film::default()], &Ledger::default(), &Problems::default());
    parsed(&page);
}

#[test]
fn what_a_recording_cannot_tell_is_unknown_and_never_none() {
    let mut film = film();
    let key = film.finding_kinds[0].key;
    film.findings.retain(|finding| finding.kind != 0);
    film.meta.unknown_kinds = vec![(key, "no snapshots in this round".to_owned())];
    let text = words(&page(&[film], &Ledger::default(), &Problems::default()));
    let said = |words: &str| assert!(text.contains(words), "{words}: {text}");
    said("Missed-trade candidates: unknown\nUnknown: no snapshots in this round.");
    said("missed-trade candidates\nunknown (no snapshots in this round)\n");
    said("1 round: missed-trade candidates unknown");
}
