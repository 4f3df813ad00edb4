# What a newcomer wants is one command each. Everything a target needs is set up by eng/setup; it downloads and installs only what is missing.
#   make demo          the two example projects through the whole loop, live on a web page (CI=1: ends by itself; KEEP=1: goes on with the last; PORT=5000)
#   make test          all tests but the long ones; the last line counts them
#   make conformance   what the real MLflow clients expect of a tracking server (needs the shared folder)
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT := 1
export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_NOLOGO := 1
export DOTNET_GENERATE_ASPNET_CERTIFICATE := false
export DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE := true
export MLFLOW_DISABLE_TELEMETRY := true

CONFIG ?= Release
export CONFIG

.PHONY: help setup build demo test test-all conformance bench bench-page pictures publish pack check format clean

help:  ## lists the targets
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 20

setup:  ## installs what building and running need
	@eng/setup run

build: setup  ## builds everything
	@dotnet build Panta.slnx -c $(CONFIG) -v q

demo: setup  ## the demo: CI=1, KEEP=1, PORT=5000
	@./panta demo $(if $(PORT),--port $(PORT)) $(if $(KEEP),--keep) $(if $(CI),--exit)

test:  ## all tests but the long ones
	@eng/test

test-all:  ## all tests, the long ones too
	@PANTA_LONG=1 eng/test

conformance: build  ## the checks of the real MLflow clients, on each store; ONLY='search\.' for some
	@dotnet run --project eng/peers -c $(CONFIG) --no-build
	@dotnet run --project eng/conformance -c $(CONFIG) --no-build -- $(if $(ONLY),--only '$(ONLY)')

bench: build  ## all benchmarks; each prints its ratio to its limit or best peer
	@eng/bench

bench-page: build  ## the page of 100,000 runs in Chromium: first rows, scroll, filter, weight
	@eng/bench Panta.Server

pictures: build  ## the pictures of the pages in docs/images, taken anew
	@PANTA_LONG=1 PANTA_PICTURES=$(CURDIR)/docs/images dotnet test tests/EndToEnd.Tests -c $(CONFIG) --no-build --filter The_pictures_of_the_documentation_are_taken

publish: setup  ## artifacts/publish/panta: a folder that runs on linux-x64 without .NET
	@eng/publish

pack: setup  ## artifacts/packages: the libraries as NuGet packages
	@eng/pack

check: setup  ## format and warnings, as a reviewer sees them
	@dotnet format Panta.slnx --verify-no-changes
	@dotnet build Panta.slnx -c $(CONFIG) -v q --no-incremental

format: setup  ## formats the code
	@dotnet format Panta.slnx

clean:  ## removes what was built and the demo's data
	@rm -rf artifacts TestResults demo-data*
