# What each does is said in README.md and docs/operations.md.
.PHONY: setup demo test test-full requirements

setup:
	scripts/setup.sh

demo: setup
	@DEBUG=no QUARTERDAY_EMBEDDED=yes .venv/bin/python manage.py demo

test:
	scripts/setup.sh tests
	.venv/bin/python -m tests.databases & scripts/check.sh && wait $$!
	.venv/bin/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

test-full:
	scripts/setup.sh engines
	scripts/test_full.sh

requirements:
	.venv/bin/python -m pip install --quiet uv
	.venv/bin/python -m uv pip compile -q --generate-hashes --python-version 3.11 requirements-dev.in -o requirements-dev.txt
	.venv/bin/python -m uv pip compile -q --generate-hashes --python-version 3.11 requirements.in -c requirements-dev.txt -o requirements.txt
