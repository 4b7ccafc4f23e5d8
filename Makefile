# RecurrentJacobians: `make` lists what there is to make.

SWIFT ?= swift
# `xcrun docc` on a Mac.
DOCC ?= docc
OUTPUT ?= rjac-demo
DOCUMENTATION := .build/documentation
SOURCES := Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources Fuzz/Package.swift \
  Fuzz/Sources
# @testable imports in a release build.
TESTABLE := -c release -Xswiftc -enable-testing
# Keras models are read where the HDF5 library is found; looked for when a command runs, for it may have
# been installed a moment before.
TRAITS = $(shell pkg-config --exists hdf5 2> /dev/null && echo --traits default,HDF5)
# Where memory may be touched unsafely; the last is generated.
UNSAFE := DenseLinearAlgebra|ModelFiles/(HDF5|Input|Tensor|Zip)|ONNXSchema
# OpenBLAS chooses its kernels itself.
OWN_KERNELS := env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE

.PHONY: help dependencies build demo notebooks docs test test-registers lint format benchmark \
  benchmark-peers accuracy-table ties fuzz clean
.DEFAULT_GOAL := help

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1\t/p' $(MAKEFILE_LIST) | awk -F '\t' '{ printf "make %-16s %s\n", $$1, $$2 }'

dependencies: ## Install the system libraries and tools that are missing
	@bash .ci/install-dependencies

build: dependencies ## Build the command and the library
	$(SWIFT) build -c release $(TRAITS)

demo: build ## Trace the built-in speech LSTM; files go to OUTPUT (rjac-demo)
	$(SWIFT) run -c release $(TRAITS) --skip-build rjac demo --output "$(OUTPUT)"

notebooks: build ## Write and run the notebooks of the demonstrations (Notebooks-export)
	bash Notebooks-export/make.sh "$$($(SWIFT) build -c release $(TRAITS) --show-bin-path)/rjac"

# The symbol graphs of the umbrella hold what it re-exports; no trait adds to them.
docs: dependencies ## Build the documentation to browse; any warning fails
	$(SWIFT) build --disable-default-traits --target RecurrentJacobians --scratch-path $(DOCUMENTATION) \
	  -Xswiftc -emit-symbol-graph -Xswiftc -emit-symbol-graph-dir -Xswiftc "$(CURDIR)/$(DOCUMENTATION)/symbols"
	mkdir -p $(DOCUMENTATION)/umbrella
	cp $(DOCUMENTATION)/symbols/RecurrentJacobians*.symbols.json $(DOCUMENTATION)/umbrella
	$(DOCC) convert Sources/RecurrentJacobians/RecurrentJacobians.docc --warnings-as-errors \
	  --additional-symbol-graph-dir $(DOCUMENTATION)/umbrella --output-path $(DOCUMENTATION)/site
	@echo "To read it: python3 -m http.server --directory $(DOCUMENTATION)/site, and in a browser"
	@echo "http://localhost:8000/documentation/recurrentjacobians"

test: dependencies lint ## Check the sources, run all tests, build the benchmarks
	$(SWIFT) test $(TRAITS) $(TESTABLE)
	$(SWIFT) build --package-path Benchmarks

# What loops in C run on processors with AVX2 alone, and on others.
test-registers: dependencies ## Test the numerics as on processors with registers of 32 and of 16 bytes
	for bytes in 32 16; do $(SWIFT) test $(TESTABLE) --scratch-path .build/registers-$$bytes \
	  -Xcc -DWIDEST_REGISTERS=$$bytes \
	  --filter "DenseLinearAlgebraTests|RecurrentCellsTests|JacobianSpectraTests" || exit 1; done

lint: ## Check the format, and that unsafe code stays where it may be
	$(SWIFT) format lint --strict --recursive --parallel $(SOURCES)
	! grep -rn --include='*.swift' '[Uu]nsafe' Sources | grep -vE '^Sources/($(UNSAFE))/'

format: ## Put the sources in the common format
	$(SWIFT) format --in-place --recursive --parallel $(SOURCES)

benchmark: dependencies ## Time the main jobs on one core and on all
	$(OWN_KERNELS) $(SWIFT) run -c release --package-path Benchmarks Benchmarks

benchmark-peers: dependencies ## The same beside NumPy, JAX and PyTorch, which it installs into .venv-peers
	$(OWN_KERNELS) python3 Benchmarks/peers/compare.py

accuracy-table: build ## Write the table of HowExact.md: this library, NumPy, JAX and PyTorch against the truth
	python3 Benchmarks/peers/accuracy.py

ties: dependencies ## Search networks of small whole and half numbers for values beyond their bounds
	python3 Benchmarks/peers/ties.py

fuzz: dependencies ## Feed damaged files to every reader but that of HDF5, FUZZ_SECONDS (60) each
	SWIFT=$(SWIFT) bash Fuzz/fuzz.sh

clean: ## Remove what was built
	$(SWIFT) package clean
	rm -rf Benchmarks/.build Fuzz/.build
