//! Layered configuration: fields with defaults, sources, hash and helpful errors. Knows no game.
