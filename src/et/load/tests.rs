//! Whole inputs: rounds, borders, slots, lives and positions as READINGS E1 and E2 ask.

use super::*;
use crate::et::config::{Settings, Side};
use crate::et::position::Forward;
use crate::et::{At, Closing, LifeEnd, LifeStart, Player, Raised, Reach, Team};
use crate::film::{ActorState, Span, Time};
use std::borrow::Cow;

/// Loads lines as one file of events and one of snapshots.
fn read(lines: &str) -> Loaded {
    let source = Source::Memory { name: "mem".into(), bytes: Cow::Owned(lines.as_bytes().to_vec()) };
    load(&[source], &Progress::default()).unwrap()
}

fn one(lines: &str) -> Round {
    let loaded = read(lines);
    assert_eq!(loaded.problems.kept(), []);
    assert_eq!(loaded.rounds.len(), 1);
    loaded.rounds.into_iter().next().unwrap()
}

/// A sample line of client 3 at (x, 0, 0).
fn sample(ms: i64, alive: bool, x: i64) -> String {
    format!("{{\"t_ms\":{ms},\"client\":3,\"team\":\"AXIS\",\"alive\":{alive},\"pos\":[{x},0,0],\"yaw\":0}}\n")
}

fn line(ms: i64, kind: &str, rest: &str) -> String {
    format!("{{\"t_ms\":{ms},\"type\":\"{kind}\"{rest}}}\n")
}

fn lives(player: &Player) -> Vec<(i64, i64, usize)> {
    player.lives.iter().map(|life| (life.from.t.0, life.to.t.0, life.samples.len())).collect()
}

fn third(round: &Round) -> &Player {
    round.players.iter().find(|player| player.client == 3).unwrap()
}

#[test]
fn rounds_are_told_apart_in_order_of_appearance_and_their_maps_with_them() {
    let text = [
        line(0, "round_start", ",\"map\":\"radar\",\"round_id\":\"b\""),
        line(0, "round_start", ",\"round_id\":\"a\""),
        line(5, "wave", ",\"map\":\"oasis\",\"round_id\":\"a\""),
    ]
    .concat();
    let loaded = read(&text);
    let seen: Vec<_> = loaded.rounds.iter().map(|round| (round.id.as_str(), round.map.as_deref())).collect();
    assert_eq!(seen, [("b", Some("radar")), ("a", Some("oasis"))]);
}

#[test]
fn samples_of_several_rounds_in_turn_count_for_their_own() {
    let of = |round: &str, client: u8, t: i64| {
        let sample = sample(t, true, 0).replace("\"client\":3", &format!("\"client\":{client}"));
        sample.replace("}\n", &format!(",\"round_id\":\"{round}\"}}\n"))
    };
    let text = [of("a", 3, 1), of("b", 4, 2), of("a", 3, 3), of("b", 4, 3), of("a", 5, 4)].concat();
    let seen = |round: &Round| (round.samples, round.players.iter().map(|player| player.client).collect::<Vec<_>>());
    assert_eq!(read(&text).rounds.iter().map(seen).collect::<Vec<_>>(), [(3, vec![3, 5]), (2, vec![4])]);
}

#[test]
fn a_line_without_a_round_belongs_to_the_only_one_or_is_a_problem() {
    let only = [line(0, "round_start", ",\"round_id\":\"x\""), sample(5, true, 0)].concat();
    let round = one(&only);
    assert_eq!((round.id.as_str(), round.samples), ("x", 1));
    assert_eq!(one(&sample(5, true, 0)).id, "round");
    assert_eq!(one(&line(5, "wave", ",\"round_id\":\" \"")).id, "round");
    let several =
        [line(0, "wave", ",\"round_id\":\"x\""), line(0, "wave", ",\"round_id\":\"y\""), sample(5, true, 0)].concat();
    let loaded = read(&several);
    assert_eq!((loaded.rounds.len(), loaded.problems.count()), (2, 1));
    assert_eq!(loaded.problems.kept()[0].line, 3);
    assert!(read("").rounds.is_empty() && read("\n \n").problems.is_empty());
}

#[test]
fn lines_with_and_without_the_only_round_keep_the_order_of_the_file() {
    let named = |line: String| line.replace("}\n", ",\"round_id\":\"x\"}\n");
    let text = [
        line(0, "pause", ""),
        named(line(0, "wave", "")),
        line(0, "unpause", ""),
        sample(5, true, 1),
        named(sample(5, true, 2)),
        sample(5, true, 3),
    ];
    let round = one(&text.concat());
    let kinds: Vec<&str> = round.events.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(kinds, ["pause", "wave", "unpause"]);
    let places: Vec<f64> = third(&round).samples.pos.iter().map(|pos| pos[0]).collect();
    assert_eq!(places, [1.0, 2.0, 3.0]);
}

#[test]
fn borders_are_lines_in_file_order() {
    let text = [
        line(10, "kill", ",\"killer\":1,\"victim\":2"),
        line(10, "round_start", ""),
        line(20, "kill", ",\"killer\":1,\"victim\":2"),
        line(30, "round_end", ""),
        line(30, "kill", ",\"killer\":1,\"victim\":2"),
        line(40, "round_end", ""),
        sample(9, true, 0),
        sample(10, true, 0),
        sample(30, true, 0),
        sample(31, true, 0),
    ]
    .concat();
    let round = one(&text);
    assert_eq!((round.span, round.closing), (Span::new(Time(10), Time(30)), Closing::RoundEnd));
    assert_eq!((round.inside.clone(), round.events.len(), round.samples), (1..4, 6, 2));
    let open = one(&[line(7, "wave", ""), sample(3, true, 0), line(9, "match_end", ""), sample(12, true, 0)].concat());
    assert_eq!((open.span, open.closing), (Span::new(Time(3), Time(9)), Closing::MatchEnd));
    let cut = one(&[line(7, "wave", ""), sample(12, true, 0)].concat());
    assert_eq!((cut.span, cut.closing), (Span::new(Time(7), Time(12)), Closing::LastLine));
}

#[test]
fn another_guid_in_a_slot_is_another_player_from_that_line_on() {
    let who = |ms, guid: &str, team: &str| {
        let rest = format!(",\"client\":3,\"guid\":\"{guid}\",\"name\":\"^1{guid}\",\"team\":\"{team}\"");
        line(ms, "player", &rest)
    };
    let text = [
        sample(5, true, 0),
        who(10, "A", "AXIS"),
        sample(10, true, 1),
        sample(15, true, 2),
        who(20, "B", "AXIS"),
        sample(20, true, 3),
        sample(25, true, 4),
        who(30, "A", "ALLIES"),
        line(40, "wave", ""),
    ]
    .concat();
    let round = one(&text);
    let seen: Vec<_> = round.players.iter().map(|p| (p.guid.as_deref(), p.name.as_str(), lives(p))).collect();
    assert_eq!(seen, [(Some("A"), "A", vec![(5, 20, 3)]), (Some("B"), "B", vec![(20, 30, 2)])]);
    assert_eq!(round.players[0].lives[0].end, LifeEnd::Changed);
    assert_eq!(round.side(crate::et::PlayerId::new(0), Time(35)), Some(Side::Allies));
}

#[test]
fn who_was_replaced_before_the_start_took_no_part() {
    let who = |ms, guid: &str| line(ms, "player", &format!(",\"client\":3,\"guid\":\"{guid}\",\"team\":\"AXIS\""));
    let played = |lines: &[String]| {
        let round = one(&lines.concat());
        round.ids().filter(|id| round.played(*id)).filter_map(|id| round.player(id).guid.clone()).collect::<Vec<_>>()
    };
    let start = || line(50, "round_start", "");
    assert_eq!(played(&[who(10, "A"), who(20, "B"), start(), sample(60, true, 0)]), ["B".into()]);
    assert_eq!(played(&[who(10, "A"), start(), who(50, "B"), sample(60, true, 0)]), ["A".into(), "B".into()]);
    let back = [who(10, "A"), who(20, "B"), start(), who(55, "A"), sample(60, true, 0)];
    assert_eq!(played(&back), ["A".into(), "B".into()]);
}

#[test]
fn without_samples_lives_are_known_from_a_spawn_on_and_not_from_a_death_or_revive() {
    let known = |lines: &[String]| {
        let round = one(&[&[line(0, "player", ",\"client\":3,\"team\":\"AXIS\"")], lines].concat().concat());
        round.lives_known(crate::et::PlayerId::new(0))
    };
    let spawn = || line(5, "spawn", ",\"client\":3");
    let revive = || line(20, "revive", ",\"client\":4,\"victim\":3");
    let death = |ms| line(ms, "kill", ",\"victim\":3");
    assert!(known(&[spawn(), death(10), revive()]));
    assert!(!known(&[revive(), line(90, "wave", "")]));
    assert!(!known(&[death(1), spawn()]));
    assert!(!known(&[line(90, "wave", "")]), "named, and never seen");
    assert!(known(&[sample(5, true, 0), revive()]), "samples tell everything");
}

#[test]
fn the_team_is_the_latest_statement_and_an_event_wins_over_a_sample_of_its_millisecond() {
    let text = [
        line(0, "round_start", ""),
        sample(5, true, 0),
        line(10, "player", ",\"client\":3,\"team\":\"ALLIES\""),
        sample(10, true, 0),
        sample(20, true, 0),
    ]
    .concat();
    let round = one(&text);
    let side = |t| round.side(crate::et::PlayerId::new(0), Time(t)).map(Side::as_str);
    assert_eq!([side(0), side(9), side(10), side(19)], [Some("AXIS"), Some("AXIS"), Some("ALLIES"), Some("ALLIES")]);
    assert_eq!(side(20), Some("AXIS"));
    // The change of team ends the life; the sample of that millisecond begins none; the next statement is a change too.
    assert_eq!(lives(third(&round)), [(5, 10, 2), (20, 20, 1)]);
}

#[test]
fn a_life_ends_with_the_line_and_the_sample_of_that_millisecond_is_its_last() {
    let death = line(100, "kill", ",\"killer\":4,\"victim\":3");
    let text =
        [line(0, "round_start", ""), sample(50, true, 1), death.clone(), sample(100, true, 2), sample(150, true, 3)];
    let round = one(&text.concat());
    assert_eq!(lives(third(&round)), [(50, 100, 2), (150, 150, 1)]);
    assert_eq!(third(&round).lives[0].end, LifeEnd::Death(1));
    // Also when a sample of that millisecond names another team.
    let moved =
        [line(0, "round_start", ""), sample(50, true, 1), death.clone(), sample(100, true, 2).replace("AXIS", "SPEC")];
    let round = one(&[&moved[..], &[sample(100, true, 3), sample(150, true, 4)]].concat().concat());
    assert_eq!(lives(third(&round)), [(50, 100, 2), (150, 150, 1)]);
    // Nobody was known to live before: the sample begins no life either.
    let round = one(&[line(0, "round_start", ""), death, sample(100, true, 2)].concat());
    assert_eq!(lives(third(&round)), []);
}

#[test]
fn a_sample_that_is_not_alive_ends_a_life_but_not_in_the_millisecond_of_a_spawn() {
    let text = [
        line(0, "round_start", ""),
        line(100, "spawn", ",\"client\":3,\"team\":\"AXIS\""),
        sample(100, false, 0),
        sample(150, true, 1),
        sample(200, false, 2),
        sample(250, true, 3),
        line(300, "round_end", ""),
    ];
    let round = one(&text.concat());
    let player = third(&round);
    assert_eq!(lives(player), [(100, 200, 1), (250, 300, 1)]);
    assert_eq!(player.lives[0].start, LifeStart::Line(Raised::Spawn));
    assert_eq!((player.lives[0].end, player.lives[1].end), (LifeEnd::Sample, LifeEnd::RoundEnd));
    assert_eq!(player.alive_time(Time(0), Time(300)), Time(150));
    assert_eq!(
        player.states,
        [(Time(100), ActorState::Alive), (Time(200), ActorState::Dead), (Time(250), ActorState::Alive)]
    );
}

#[test]
fn a_spawn_and_a_revive_of_one_millisecond_begin_one_life_and_end_the_one_before() {
    let text = [
        line(0, "round_start", ""),
        sample(50, true, 0),
        line(100, "spawn", ",\"client\":3,\"revived\":true"),
        line(100, "revive", ",\"client\":5,\"victim\":3"),
        sample(100, true, 1),
        line(200, "revive", ",\"client\":5,\"victim\":3"),
        line(300, "disconnect", ",\"client\":3"),
        line(400, "round_end", ""),
    ];
    let round = one(&text.concat());
    assert_eq!(lives(third(&round)), [(50, 100, 1), (100, 200, 1), (200, 300, 0)]);
    let ends: Vec<LifeEnd> = third(&round).lives.iter().map(|life| life.end).collect();
    assert_eq!(ends, [LifeEnd::Raised, LifeEnd::Raised, LifeEnd::Left]);
}

#[test]
fn spectators_and_players_without_a_team_do_not_live() {
    let who = |team: &str| format!("{{\"t_ms\":5,\"client\":3{team},\"alive\":true,\"pos\":[0,0,0]}}\n");
    assert_eq!(lives(third(&one(&who(",\"team\":\"SPEC\"")))), []);
    assert_eq!(lives(third(&one(&who("")))), []);
    let spawn = line(5, "spawn", ",\"client\":3,\"team\":\"SPEC\"");
    let round = one(&[spawn, line(9, "wave", "")].concat());
    assert_eq!(lives(third(&round)), []);
    assert_eq!(round.team(crate::et::PlayerId::new(0), Time(6)), Some(Team::Spectates));
}

#[test]
fn alive_at_a_line_follows_file_order_and_samples_come_last() {
    let text = [
        line(0, "round_start", ""),
        line(100, "spawn", ",\"client\":3,\"team\":\"AXIS\""),
        line(100, "wave", ""),
        line(100, "kill", ",\"killer\":4,\"victim\":3"),
        line(100, "wave", ""),
        sample(150, true, 0),
        line(150, "wave", ""),
    ];
    let round = one(&text.concat());
    let player = third(&round);
    let alive = |t, index| player.life_at(At::line(Time(t), index)).is_some();
    assert_eq!([alive(100, 1), alive(100, 2), alive(100, 3), alive(100, 4)], [false, true, true, false]);
    assert!(!alive(150, 5) && player.life_after(Time(150)).is_none());
    assert!(player.known_dead(At::line(Time(100), 4)) && !player.known_dead(At::line(Time(100), 1)));
}

#[test]
fn a_position_is_bridged_then_stale_then_unknown_and_never_crosses_a_death() {
    let text = [
        line(0, "round_start", ""),
        sample(0, true, 0),
        sample(2_000, true, 100),
        sample(4_001, true, 300),
        line(4_100, "kill", ",\"victim\":3"),
        sample(4_200, true, 900),
        line(9_000, "round_end", ""),
    ];
    let round = one(&text.concat());
    let reach = Reach::new(&Settings::default());
    let x = |t| reach.after(third(&round), Time(t)).map(|fix| fix.pos[0]);
    assert_eq!([x(0), x(1_000), x(2_000)], [Some(0.0), Some(50.0), Some(100.0)]);
    assert_eq!([x(3_500), x(3_501), x(4_000), x(4_001)], [Some(100.0), None, None, Some(300.0)]);
    assert_eq!([x(4_099), x(4_150), x(5_700), x(5_701)], [Some(300.0), None, Some(900.0), None]);
    let death = reach.at(third(&round), At::line(Time(4_100), 1));
    assert_eq!(death.map(|fix| fix.pos[0]), Some(300.0));
    for step in [1, 50, 701] {
        let mut way = Forward::new(third(&round), reach);
        for t in (-1_000..9_500).step_by(step).map(Time) {
            assert_eq!(way.after(t), reach.after(third(&round), t), "{t}");
        }
    }
}

#[test]
fn a_broken_line_costs_only_itself_wherever_it_stands() {
    let text = [line(0, "round_start", ""), "{\"t\":\n".into(), sample(5, true, 0), "\u{0}\u{0}".into()].concat();
    let loaded = read(&text);
    assert_eq!((loaded.problems.count(), loaded.rounds[0].samples), (2, 1));
    let lines: Vec<u64> = loaded.problems.kept().iter().map(|problem| problem.line).collect();
    assert_eq!(lines, [2, 4]);
}

#[test]
fn names_in_an_old_code_page_keep_their_line() {
    let mut bytes = b"{\"t\":1,\"type\":\"player\",\"client\":3,\"name\":\"J\xfcrgen\",\"team\":\"AXIS\"}\n".to_vec();
    bytes.extend(sample(5, true, 0).bytes());
    let source = Source::Memory { name: "mem".into(), bytes: Cow::Owned(bytes) };
    let loaded = load(&[source], &Progress::default()).unwrap();
    assert!(loaded.problems.is_empty());
    assert_eq!(loaded.rounds[0].players[0].name, "Jrgen");
}
