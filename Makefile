# make book   build the book            make lab    JupyterLab on the chapters    make lock   pin the versions anew
# make test   everything CI runs        make bench  print the measured figures    make clean  remove what was built, not .venv
# make update fresh data                make readme enter the build's figures    make pdf    the book as one PDF
PYTHON ?= python3
BIN := .venv/bin
# Of the packages' modules few are ever imported: those are compiled then, not all of them now.
PIP := $(BIN)/python -m pip install -q --no-compile
# One BLAS thread and no bytecode switch: the same bits on any machine, and kernels that start fast.
export OMP_NUM_THREADS := 1
export OPENBLAS_NUM_THREADS := 1
export MKL_NUM_THREADS := 1
unexport PYTHONDONTWRITEBYTECODE

.PHONY: book pdf test lab update readme bench lock clean chromium
book: .venv/build
	$(BIN)/jupyter-book build . --all -W -n --keep-going
	@echo "The book: file://$(CURDIR)/_build/html/index.html"

pdf: chromium .venv/build
	$(BIN)/jupyter-book build . --all --builder singlehtml -W -n --keep-going
	$(BIN)/python -m treasury_card.book.pdf

test: chromium .venv/test
	$(BIN)/ruff check . && $(BIN)/ruff format --check .
	$(MAKE) book
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

lab: .venv/lab
	$(BIN)/jupyter lab chapters

update: .venv/build
	$(BIN)/python -m treasury_card update

readme: .venv/build
	$(BIN)/python -m treasury_card.book.readme

bench: .venv/test
	$(BIN)/python -m benchmarks

lock:
	uv pip compile -q --universal --python-version 3.11 --no-header --no-annotate --no-emit-index-url pyproject.toml -o requirements.txt
	for extra in test lab; do \
	  uv pip compile -q --universal --python-version 3.11 --no-header --no-annotate --no-emit-index-url -c requirements.txt --extra $$extra pyproject.toml -o requirements-$$extra.txt; done
	echo "-e ." >> requirements.txt

clean:
	rm -rf _build *.egg-info .pytest_cache .ruff_cache .hypothesis

chromium:
	@for name in chromium chromium-browser google-chrome; do command -v $$name >/dev/null && exit 0; done; { echo "Chromium is needed: apt-get install chromium (Debian, Ubuntu), brew install --cask chromium (macOS)"; exit 1; }

.venv/build: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; make book PYTHON=/path/to/python3.11"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) -r requirements.txt
	@touch $@

.venv/test .venv/lab: .venv/%: requirements-%.txt .venv/build
	$(PIP) -r $<
	@touch $@
