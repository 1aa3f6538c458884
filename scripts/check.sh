#!/usr/bin/env bash
# Everything that is checked without running a test. All checks run; any that fails fails the whole.
set -uo pipefail
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"
failed=()

check() {
    local name=$1 output
    shift
    if output=$("$@" 2>&1); then
        printf 'ok      %s\n' "$name"
    else
        printf 'FAILED  %s\n%s\n' "$name" "$output"
        failed+=("$name")
    fi
}

# Settings of a real council server, with nothing behind them: these checks touch no database.
deploy_settings() {
    env -u QUARTERDAY_TODAY DEBUG=no SECRET_KEY="$(head -c 48 /dev/urandom | base64)" ALLOWED_HOSTS=quarterday.example.gov.uk \
        DATABASE_URL=postgres://nobody@localhost/none REDIS_URL=redis://localhost/0 "$@"
}

check "format (ruff)" ruff format --check .
check "lint (ruff)" ruff check .
check "types (mypy)" mypy
check "import contracts" lint-imports
check "templates (djlint)" djlint templates --lint --quiet
check "security (bandit)" bandit -q -r -c pyproject.toml staff tenancies welfare recovery legal caseload config
check "no migration missing" python manage.py makemigrations --check --dry-run
check "deployment" deploy_settings python manage.py check --deploy --fail-level WARNING

if [ ${#failed[@]} -gt 0 ]; then
    printf '\nFailed: %s\n' "${failed[*]}"
    exit 1
fi
