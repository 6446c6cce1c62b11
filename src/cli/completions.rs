//! `filmroom completions`: what a shell needs to complete commands and flags, from the same definitions as the help.

use super::Outcome;
use super::args::{Args, Completions};
use clap::CommandFactory;
use clap_complete::Generator;
use color_eyre::Result;
use std::io::Write;

pub(super) fn run(args: &Completions, out: &mut dyn Write) -> Result<Outcome> {
    let mut command = Args::command();
    command.set_bin_name("filmroom");
    command.build();
    args.shell.try_generate(&command, out)?;
    Ok(Outcome::Done)
}
