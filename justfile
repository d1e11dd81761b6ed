# The front door: `just` lists what there is. Each line is a plain cargo command.

export CARGO_TERM_COLOR := env("CARGO_TERM_COLOR", "auto")

# List the commands
default:
    @just --list

# Build everything and start the server with a sample visit
demo *ARGS:
    cargo xtask demo {{ARGS}}

# Run every check; the same as continuous integration
test *ARGS:
    cargo xtask test {{ARGS}}

# Run the seeded simulator alone
sim:
    cargo xtask test --only sim

# Measure, with the release server
bench *ARGS:
    cargo xtask bench {{ARGS}}

# Feed hostile bytes to everything that reads them
fuzz *ARGS:
    cargo xtask fuzz {{ARGS}}

# Build the page alone
web *ARGS:
    cargo xtask web {{ARGS}}

# Install what the commands need, and say what is missing
setup *ARGS:
    cargo xtask setup {{ARGS}}

# Format, lint and check who depends on whom, without running tests
check: fmt
    cargo xtask test --only directions
    cargo clippy --locked --workspace --exclude rounds-web --all-targets -- -D warnings
    cargo xtask test --only clippy-page

# Look up published weaknesses of the dependencies (needs cargo-deny, a network)
audit:
    cargo deny --locked check advisories

# Build the server for real use, with the page inside
release:
    cargo xtask release

# Format all Rust code
fmt:
    cargo fmt --all
