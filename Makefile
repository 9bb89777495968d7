# Everything is done by run.py, which a machine without make calls directly: python3 run.py run
# ARGS="…" is passed on. PORT chooses the web port, AIRDEFENSE_STATE=DIR the place of the data.
PYTHON ?= python3
ARGS ?=

.PHONY: bench budgets help run test check fix lock messages diagrams demo manage screenshots browser-test audit
.PHONY: backup restore drill bundle
help:
	@exec $(PYTHON) run.py help

run test check browser-test manage backup restore drill bundle audit:
	@exec $(PYTHON) run.py $@ $(ARGS)

# The product beside the least that is possible; ARGS="--scale 100 --turns 40".
bench:
	@exec $(PYTHON) run.py bench $(ARGS)

# Write the budgets of queries anew (tests/budgets/queries.json).
budgets:
	@BUDGETS=write $(PYTHON) run.py test tests/budgets $(ARGS)

fix:
	@$(PYTHON) run.py python -m ruff check --fix .
	@exec $(PYTHON) run.py python -m ruff format .

messages:
	@exec $(PYTHON) run.py manage translations --write

diagrams:
	@exec $(PYTHON) run.py manage workflow_diagrams

demo:
	@exec $(PYTHON) run.py manage load_demo $(ARGS)

# Needs a network: known weaknesses of what is locked.
screenshots:
	@exec $(PYTHON) run.py python -m tests.browser.screenshots $(ARGS)

# Needs uv (pip install uv); installing the locked packages does not.
lock:
	uv pip compile --universal --generate-hashes --no-header --python-version 3.11 \
	    $(ARGS) requirements/runtime.in -o requirements/runtime.txt
	uv pip compile --universal --generate-hashes --no-header --python-version 3.11 \
	    $(ARGS) requirements/dev.in -o requirements/dev.txt
