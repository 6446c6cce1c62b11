//! Tables: reached, filtered, looked at in their own way, followed, copied and written to files.

use super::Rig;
use crate::ui::app::Screen;
use crate::ui::clip::Multiplexer;
use crate::ui::effect::Effect;

fn shown(rig: &Rig) -> &'static str {
    rig.app.round.as_ref().unwrap().table().unwrap().0.key
}

#[test]
fn every_table_is_reached_by_keys_and_by_name() {
    let (mut rig, _folder) = Rig::round();
    assert_eq!(shown(rig.keys("T")), "players");
    assert_eq!(shown(rig.keys("Tab")), "score");
    assert_eq!(shown(rig.keys("Shift-Tab Shift-Tab")), "contacts");
    assert_eq!(shown(rig.keys("Esc :").text("sheet pairs").keys("Enter")), "pairs");
    assert_eq!(rig.app.screen, Screen::Tables);
    rig.keys(":").text("sheet nothing").keys("Enter");
    assert_eq!(rig.message(), "there is no table `nothing`; there are: players, score, pairs, contacts");
    assert_eq!(shown(rig.keys("Esc p")), "players");
}

#[test]
fn tables_at_the_usual_sizes() {
    let (mut rig, _folder) = Rig::round();
    let bars = rig.keys("T Tab Down Right Right Right").picture(80, 24);
    let pairs = rig.keys("Tab Right").picture(120, 20);
    let plain = rig.keys("v").picture(60, 14);
    let contacts = rig.keys("Tab /").text("zed").keys("Enter").picture(80, 12);
    insta::assert_snapshot!(format!("{bars}{pairs}{plain}{contacts}"));
    insta::assert_snapshot!(rig.keys("Shift-Tab v").picture(36, 12));
}

#[test]
fn rows_lead_where_the_table_says() {
    let (mut rig, _folder) = Rig::round();
    rig.keys(":").text("sheet contacts").keys("Enter Enter");
    assert_eq!((rig.app.screen, rig.clock(), rig.message()), (Screen::Round, 40_500, "at 0:40.5"));
    rig.keys("T Down Enter");
    assert_eq!(rig.message(), "following 猫neko", "without a link: whom it is about");
    rig.keys("T Down Enter");
    assert_eq!((rig.app.screen, rig.selected()), (Screen::Round, "ömer did not answer for kiko (589 u)"));
    rig.keys(":").text("sheet score").keys("Enter Enter");
    assert_eq!(shown(&rig), "contacts");
    let round = rig.app.round.as_ref().unwrap();
    let (sheet, state) = round.table().unwrap();
    assert_eq!((state.filter(), state.order(&sheet, &round.film)), ("\"@kiko\"", vec![2]), "only kiko's rows");
    rig.keys("Esc");
    assert_eq!(rig.app.screen, Screen::Tables, "Esc shows all rows first");
    rig.keys(":").text("sheet pairs").keys("Enter Right Enter");
    assert_eq!(rig.message(), "following kiko", "the pair of kiko and zed");
}

#[test]
fn a_square_moves_in_both_directions_and_names_the_pair() {
    let (mut rig, _folder) = Rig::round();
    rig.keys(":").text("sheet pairs").keys("Enter Down");
    assert!(rig.picture(80, 20).contains("zed with kiko: 42.0"), "a pair named once is read both ways");
    rig.keys("g Right Right");
    assert!(rig.picture(80, 20).contains("kiko with ömer: 3.5"));
    rig.keys("Right Right Right G h");
    assert!(rig.picture(80, 20).contains("mona with 猫neko: 10.0"));
    rig.keys("h");
    assert!(rig.picture(80, 20).contains("mona with vex: ? mona's samples stop"), "{}", rig.picture(80, 20));
    rig.keys("s");
    assert!(rig.message().starts_with("a square has the order of the cast"));
}

/// What was sent to the terminal, decoded.
fn sent(rig: &Rig) -> String {
    use base64::Engine;
    let Some(Effect::Send(bytes)) = rig.asked.last() else { panic!("nothing was sent: {}", rig.message()) };
    let coded = bytes.strip_prefix("\u{1b}]52;c;").unwrap().strip_suffix('\u{7}').unwrap();
    String::from_utf8(base64::engine::general_purpose::STANDARD.decode(coded).unwrap()).unwrap()
}

#[test]
fn cells_rows_and_tables_are_sent_to_the_terminal() {
    let (mut rig, _folder) = Rig::round();
    rig.keys("p Down Right Right y");
    assert_eq!((sent(&rig).as_str(), rig.message()), ("77", "the cell was sent to the terminal (2 bytes)"));
    rig.keys("Y");
    assert_eq!(sent(&rig), "zed\tAllies\t77\t1\t0.335\t95");
    rig.keys("s /").text("side:axis").keys("Enter Ctrl-y");
    assert_eq!(
        sent(&rig),
        "player\tside\talive_s\topportunities\tsupport\tlast_death\nmona\tAxis\t120\t1\t\t\n\
         vex\tAxis\t110.1\t0\t0.41\t80.1\n猫neko\tAxis\t93\t0\t0.5\t63\n",
        "as listed: filtered and sorted"
    );
    rig.app.options.inside = Multiplexer::Tmux;
    rig.keys("y");
    assert!(matches!(rig.asked.last(), Some(Effect::Send(bytes)) if bytes.starts_with("\u{1b}Ptmux;")));
}

#[test]
fn what_is_too_long_for_the_terminal_goes_to_a_file() {
    let mut film = crate::film::sample::film();
    film.sheets[3].rows[0][2] = crate::film::Cell::Text("x".repeat(80_000));
    let (mut rig, _folder) = Rig::over(film);
    rig.keys(":").text("sheet contacts").keys("Enter Ctrl-y");
    assert!(rig.asked.is_empty());
    let path = rig.message().strip_prefix("too much for the terminal's clipboard: written to ").unwrap().to_owned();
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert!(text.starts_with("at\tvictim") && text.len() > 80_000);
}

#[test]
fn a_table_is_written_to_a_file_and_nothing_is_overwritten_without_asking() {
    let (mut rig, folder) = Rig::round();
    let path = folder.path().join("t.csv");
    let typed = path.to_str().unwrap().to_owned();
    rig.keys("p E Ctrl-u").text(&typed).keys("Enter");
    assert_eq!(rig.message(), format!("written to {typed}"));
    assert!(std::fs::read_to_string(&path).unwrap().starts_with("player,side,"));
    std::fs::write(&path, "precious").unwrap();
    rig.keys("E Ctrl-u").text(&typed).keys("Enter");
    assert!(rig.picture(200, 24).contains("it exists, Enter overwrites it"));
    rig.keys("Esc");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "precious", "Esc never decides");
    rig.keys("E Ctrl-u").text(&typed).keys("Enter l Enter");
    let other = std::fs::read_to_string(folder.path().join("t.csvl")).unwrap();
    assert!(other.starts_with("player,"), "another path is another file");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "precious");
    rig.keys("E Ctrl-u").text(&typed).keys("Enter Enter");
    assert!(std::fs::read_to_string(&path).unwrap().starts_with("player,side,"), "Enter on the question overwrites");
    for name in ["input.jsonl", "filmroom.verdicts.jsonl"] {
        let path = folder.path().join(name);
        std::fs::write(&path, "precious").unwrap();
        rig.keys("E Ctrl-u").text(path.to_str().unwrap()).keys("Enter");
        assert!(rig.message().ends_with("give another name"), "{}", rig.message());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "precious");
    }
    rig.keys("E Ctrl-u").text(&folder.path().join("no/such/t.csv").display().to_string()).keys("Enter");
    assert!(rig.message().starts_with("not written: "), "{}", rig.message());
}

#[test]
fn a_film_without_tables_says_so() {
    let mut film = crate::film::sample::film();
    film.sheets.clear();
    let (mut rig, _folder) = Rig::over(film);
    assert!(rig.keys("T").picture(80, 24).contains("this round has no tables"));
    rig.keys("Down Right s v y Y E Ctrl-y Tab Enter");
    assert_eq!(rig.app.screen, Screen::Tables);
}
