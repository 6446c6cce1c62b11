//! What a test says that needs something which is not everywhere: Python packages, a formatter, recordings.

/// Says that a test, or a part of it, is skipped; fails instead where `FILMROOM_TESTS_REQUIRE_ALL=1` says that everything
/// is installed.
#[track_caller]
pub(crate) fn skipped(lacking: &str) {
    let all = std::env::var_os("FILMROOM_TESTS_REQUIRE_ALL").is_some_and(|value| value == "1");
    assert!(!all, "needs {lacking}, and FILMROOM_TESTS_REQUIRE_ALL is set");
    eprintln!("skipped: needs {lacking}");
}
