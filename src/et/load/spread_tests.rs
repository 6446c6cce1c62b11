//! However the lines are spread over files and threads, the round is the same.

use super::*;
use proptest::prelude::*;
use std::borrow::Cow;

/// A line of one of a few players, mostly a sample; times come in any order.
fn line() -> impl Strategy<Value = String> {
    let team = prop_oneof![3 => Just(",\"team\":\"AXIS\""), 2 => Just(",\"team\":\"ALLIES\""), 1 => Just("")];
    let place = prop_oneof![3 => Just(",\"pos\":[1,2,3],\"yaw\":4"), 1 => Just(",\"pos\":[5,6,7]"), 1 => Just("")];
    let sample = (0..40i64, 0..6u8, any::<bool>(), team, place).prop_map(|(t, client, alive, team, place)| {
        format!("{{\"t\":{t},\"client\":{client},\"alive\":{alive}{team}{place}}}\n")
    });
    let kind = prop_oneof![Just("spawn"), Just("disconnect"), Just("round_start"), Just("round_end")];
    let event = (0..40i64, 0..6u8, kind)
        .prop_map(|(t, client, kind)| format!("{{\"t\":{t},\"type\":\"{kind}\",\"client\":{client}}}\n"));
    let player = (0..40i64, 0..6u8, 0..3u8).prop_map(|(t, client, guid)| {
        format!("{{\"t\":{t},\"type\":\"player\",\"client\":{client},\"guid\":\"{guid}\"}}\n")
    });
    prop_oneof![8 => sample, 1 => event, 1 => player]
}

/// A line of one of two players who mostly say what they said before, at few times, in the order of time.
fn lives() -> impl Strategy<Value = Vec<String>> {
    let says = prop_oneof![
        12 => Just(",\"alive\":true,\"team\":\"AXIS\""),
        2 => Just(",\"alive\":true,\"team\":\"ALLIES\""),
        1 => Just(",\"alive\":true"),
        1 => Just(",\"alive\":true,\"team\":\"AXIS\",\"carry\":true,\"los\":[1]"),
        3 => Just(",\"alive\":true,\"team\":\"AXIS\",\"class\":\"medic\",\"weapon\":\"MP40\""),
        1 => Just(",\"alive\":true,\"team\":\"AXIS\",\"class\":\"soldier\",\"weapon\":\"STEN\""),
        4 => Just(",\"alive\":false,\"team\":\"AXIS\""),
        2 => Just(",\"alive\":false,\"team\":\"AXIS\",\"state\":\"down\",\"class\":\"medic\""),
        1 => Just(",\"alive\":false,\"team\":\"SPEC\""),
        1 => Just(",\"alive\":false"),
    ];
    let sample = says.prop_map(|says| format!("\"pos\":[1,2,3]{says},\"client\""));
    let event = prop_oneof![
        Just("\"type\":\"spawn\",\"team\":\"AXIS\",\"client\""),
        Just("\"type\":\"spawn\",\"team\":\"SPEC\",\"client\""),
        Just("\"type\":\"player\",\"team\":\"ALLIES\",\"client\""),
        Just("\"type\":\"player\",\"class\":\"soldier\",\"client\""),
        Just("\"type\":\"spawn\",\"class\":\"soldier\",\"client\""),
        Just("\"type\":\"player\",\"guid\":\"A\",\"client\""),
        Just("\"type\":\"player\",\"guid\":\"B\",\"client\""),
        Just("\"type\":\"disconnect\",\"client\""),
        Just("\"type\":\"revive\",\"client\":9,\"victim\""),
        Just("\"type\":\"kill\",\"killer\":9,\"victim\""),
    ];
    let line = prop_oneof![5 => sample, 1 => event.prop_map(str::to_owned)];
    prop::collection::vec((0..12i64, 0..2u8, line), 1..50).prop_map(|mut lines| {
        lines.sort_by_key(|(t, ..)| *t);
        lines.into_iter().map(|(t, client, line)| format!("{{\"t\":{t},{line}:{client}}}\n")).collect()
    })
}

fn sources(lines: &[String], files: usize) -> Vec<Source> {
    let file = |lines: &[String]| Source::Memory { name: "mem".into(), bytes: Cow::Owned(lines.concat().into_bytes()) };
    lines.chunks(lines.len().div_ceil(files)).map(file).collect()
}

/// The rounds, but for where each event was written.
fn rounds(threads: usize, sources: &[Source]) -> String {
    let mut loaded = load_on(threads, sources, &Progress::default()).unwrap();
    for round in &mut loaded.rounds {
        round.sources.clear();
        round.events.iter_mut().for_each(|event| (event.source, event.line) = (0, 0));
    }
    format!("{:#?}", loaded.rounds)
}

proptest! {
    #[test]
    fn files_and_threads_change_nothing(mut lines in prop::collection::vec(line(), 1..60), sorted: bool, files in 1..6usize) {
        if sorted {
            lines.sort_by_key(|line| line.split_once(',').map(|(t, _)| (t.len(), t.to_owned())));
        }
        let together = rounds(1, &sources(&lines, 1));
        for threads in [1, 2, 3] {
            prop_assert_eq!(&rounds(threads, &sources(&lines, files)), &together);
        }
    }

    /// A sample is held to the one before only where both were read together.
    #[test]
    fn a_sample_that_repeats_another_means_what_it_means_alone(lines in lives()) {
        prop_assert_eq!(rounds(1, &sources(&lines, lines.len())), rounds(1, &sources(&lines, 1)));
    }
}
