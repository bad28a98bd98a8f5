# The same commands as dev.py, for those who have just; `just` alone lists them.

_list:
    @just --list --unsorted

# Write the report on the reference roadmap to build/report.html
report *arguments:
    python3 dev.py report {{ arguments }}

# Run all checks, or those named: lint, format, types, layers, docs, tests
test *checks:
    python3 dev.py test {{ checks }}

# Run the tests with all that looks longest: every person, width and theme, and many more kills
thorough *checks:
    python3 dev.py thorough {{ checks }}

# Feed made-up bytes to the readers, for so many seconds each
fuzz seconds="60":
    python3 dev.py fuzz {{ seconds }}

# Build the documentation site
docs:
    python3 dev.py docs

# Format the code, and mend what can be mended by itself
tidy:
    python3 dev.py tidy

# Write both lock files anew from pyproject.toml
lock *arguments:
    python3 dev.py lock {{ arguments }}
