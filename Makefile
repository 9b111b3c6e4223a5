# `make` lists the targets. The JDK and Maven are found by ./mvnw and ./myelin (see tools/jdk).

SHELL = /bin/sh
.DELETE_ON_ERROR:
.DEFAULT_GOAL = help

# Folders are listed too: their time changes when a file in them is added or deleted.
sources := $(shell find core/src/main server/src/main)
poms := pom.xml core/pom.xml server/pom.xml
jars := server/target/lib
built := $(jars)/.built
cache := $(jars)/myelin.aot
config := data/homeserver.yaml
clients := acceptance/clients
fetched := $(clients)/target/.fetched

.PHONY: help
help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: build $(config) ## build what changed and serve http://localhost:8008 on SQLite, data in ./data
	@echo 'In a second terminal, for the first administrator:'
	@echo '    ./myelin register-user -c $(config) --admin -u NAME'
	@echo 'Then log in with a client, say https://app.cinny.in, at the homeserver http://localhost:8008,'
	@echo 'and make rooms without encryption.'
	@echo 'Ctrl-C stops the server; its data stay in ./data.'
	./myelin serve -c $(config)

.PHONY: build
build: $(cache) ## build the jars that ./myelin runs

.PHONY: check
check: ## everything a change must pass: format, compiler, all tests on both databases
	./mvnw verify

.PHONY: fast
fast: ## tests of core and server on SQLite, without Error Prone and the thorough ones
	./mvnw -Dquick -pl core,server test -Dmyelin.test.databases=sqlite -DexcludedGroups=thorough

.PHONY: test
test: ## one test: make test t=MainTest, or t='MainTest#aMethod'
	@t='$(t)'; module=$$(find core server acceptance -path "*/src/test/*/$${t%%#*}.[jk]*" | cut -d/ -f1); \
	[ -n "$$module" ] || { echo "No test class is named $${t%%#*}." >&2; exit 1; }; \
	./mvnw -Dquick -pl $$module -am test -Dtest="$$t" -Dsurefire.failIfNoTests=false

.PHONY: simulate
simulate: ## rooms in which all servers must agree: for minutes=60, or those of seeds=7 or seeds=1-12000
	./mvnw -Dquick -pl core test -Dtest='SimulationTest#whoever*' -Dsimulation.minutes='$(minutes)' \
		-Dsimulation.seeds='$(seeds)' -Dsimulation.explain='$(explain)' -Dsimulation.write='$(write)'

.PHONY: hostile
hostile: ## requests of nobody who means well to all endpoints: for minutes=60, or those of seed=7
	./mvnw -Dquick -pl server -am test -Dtest=HostileInputTest -Dsurefire.failIfNoTests=false \
		-Dhostile.minutes='$(minutes)' -Dhostile.seed='$(seed)'

.PHONY: clients
clients: $(built) $(fetched) ## talk through matrix-js-sdk (npm), matrix-nio (PyPI) and matrix-rust-sdk (crates.io)
	./mvnw -q -Dquick -pl acceptance -am test -Dtest=ClientsTest -DexcludedGroups= -Dsurefire.failIfNoTests=false

.PHONY: browser
browser: $(built) ## talk through Cinny in Chromium: CINNY=the folder that its build leaves
	npm ci --silent --prefix $(clients)
	./mvnw -q -Dquick -pl acceptance -am test -Dtest=BrowserTest -DexcludedGroups= -Dsurefire.failIfNoTests=false \
		-Dcinny='$(abspath $(CINNY))'

.PHONY: complement
complement: build ## the suite of all homeservers (acceptance/complement): COMPLEMENT_DIR=its checkout; run=TestLogin
	RUN='$(run)' acceptance/complement/run $(packages)

.PHONY: format
format: ## let the formatter decide the layout
	./mvnw -q spotless:apply

.PHONY: docs
docs: ## write anew what is generated in docs/: endpoints, configuration, schema
	./mvnw -q -Dquick -pl server -am test -Dtest='*DocumentTest' -Dsurefire.failIfNoTests=false -Dmyelin.docs.write=true

.PHONY: facts
facts: ## what the tests know of the spec, read anew from ../shared/matrix-spec
	./mvnw -q -pl server -am test -Dtest=SpecFactsTest -Dsurefire.failIfNoTests=false -Dfacts=write

.PHONY: bench
bench: ## JMH benchmarks; some of them: make bench b=ContentHash
	./mvnw -q -pl bench -am package -Dmaven.test.skip=true
	. tools/jdk && "$$JAVA_HOME/bin/java" -cp 'bench/target/lib/*' org.openjdk.jmh.Main $(b)

.PHONY: resolution
resolution: ## forks of large rooms: JMH, both databases, and Synapse with the Python of SYNAPSE_PYTHON
	./mvnw -q -pl bench -am package -Dmaven.test.skip=true
	. tools/jdk && "$$JAVA_HOME/bin/java" -cp 'bench/target/lib/*' org.openjdk.jmh.Main resolution
	. tools/jdk && "$$JAVA_HOME/bin/java" -cp 'bench/target/lib/*' myelin.bench.resolution.ResolutionRun
	[ -z "$$SYNAPSE_PYTHON" ] || { . tools/jdk && "$$JAVA_HOME/bin/java" -cp 'bench/target/lib/*' \
	    myelin.bench.resolution.ResolutionRun export bench/target/room.json && \
	    "$$SYNAPSE_PYTHON" bench/synapse_resolve.py bench/target/room.json; }

.PHONY: search
search: ## message search on both databases: messages=100000
	./mvnw -q -pl bench -am package -Dmaven.test.skip=true
	. tools/jdk && "$$JAVA_HOME/bin/java" -cp 'bench/target/lib/*' myelin.bench.search.SearchRun $(messages)

.PHONY: parked
parked: build ## what syncs that wait take of memory; each is an open file on either side: make parked clients=19500
	./mvnw -q -pl bench -am package -Dmaven.test.skip=true
	. tools/jdk && "$$JAVA_HOME/bin/java" -cp 'bench/target/lib/*' myelin.bench.sync.ParkedSyncs $(or $(clients),19500)

.PHONY: clean
clean: ## delete all that was built (./data stays)
	rm -rf target core/target server/target acceptance/target bench/target
	rm -rf $(clients)/target $(clients)/node_modules

# A changed pom may drop a jar, so the folder starts empty then.
$(built): $(sources) $(poms)
	@echo 'Building; the first time this takes a few minutes.'
	$(if $(filter $(poms),$?),rm -rf $(jars))
	./mvnw -q -pl server -am package -Dmaven.test.skip=true
	@touch $@

$(cache): $(built) myelin tools/train tools/Train.java tools/Unsign.java
	tools/train

$(fetched): $(clients)/package-lock.json $(clients)/requirements.txt $(wildcard $(clients)/rust/* $(clients)/rust/src/*)
	npm ci --silent --prefix $(clients)
	python3 -m venv $(clients)/target/nio
	$(clients)/target/nio/bin/pip install --quiet --requirement $(clients)/requirements.txt
	cargo build --quiet --locked --manifest-path $(clients)/rust/Cargo.toml --target-dir $(clients)/target/rust
	@touch $@

$(config): | build
	./myelin generate-config --server-name localhost --report-stats=no --config-dir data --data-dir data -c $@
