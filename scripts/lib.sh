# shellcheck shell=bash
# Shared by demo, bench and chaos, which run from the test class path. Sourced.

# Builds the project if it changed: build_if_stale NAME. Call it from the project's directory.
build_if_stale() {
    local class_path=target/test.classpath
    if [ -f "$class_path" ] && [ -z "$(find pom.xml src config db docs/example -newer "$class_path" -print -quit)" ]; then
        return
    fi
    echo "$1: building first (mvn -q -B -DskipTests -Dnfs2s3.skipArchive package)"
    local log
    log=$(mktemp)
    mvn -q -B -DskipTests -Dnfs2s3.skipArchive package >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
    rm -f "$log"
}

# Becomes a Java program of the tests: run_from_tests PROJECT JAVA_OPTION... MAIN ARGUMENT...
run_from_tests() {
    local project=$1
    shift
    # Names of media files are UTF-8; without a UTF-8 locale Java could not even ask for them. One that is not installed
    # counts as C, whatever its name says.
    if [ "$(locale charmap 2>/dev/null)" != UTF-8 ]; then
        export LC_ALL=C.UTF-8
    fi
    exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx1g -Djava.awt.headless=true -Dfile.encoding=UTF-8 \
        -cp "$project/target/test-classes:$project/target/classes:$(cat "$project/target/test.classpath")" "$@"
}
