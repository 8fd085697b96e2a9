package io.nfs2s3;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.nfs2s3.resolve.MediaUrlResolverBuilder;
import io.nfs2s3.upload.UploadHookBuilder;
import java.time.Clock;
import java.util.Date;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** The arrows between the packages, and which package may use which library. */
@TestInstance(Lifecycle.PER_CLASS)
class ArchitectureTest {
    private static final String ROOT = "io.nfs2s3";
    private static final Set<String> FEATURES = Set.of(
            "media",
            "resilience",
            "database",
            "catalog",
            "queue",
            "outbox",
            "upload",
            "upload.spool",
            "source",
            "storage",
            "runs",
            "worker",
            "backfill",
            "recovery",
            "resolve",
            "progress",
            "http",
            "origin",
            "schedule");

    /** Each package with those of this project that it may use. */
    private static final Map<String, Set<String>> MAY_USE = new TreeMap<>(Map.ofEntries(
            Map.entry("media", Set.of()),
            Map.entry("resilience", Set.of()),
            Map.entry("database", Set.of("media")),
            Map.entry("progress", Set.of("media", "database")),
            Map.entry("catalog", Set.of("media", "database", "progress")),
            Map.entry("queue", Set.of("media")),
            Map.entry("outbox", Set.of("media", "resilience", "database", "queue")),
            Map.entry("upload.spool", Set.of("media", "database", "catalog", "queue", "outbox")),
            Map.entry(
                    "upload",
                    Set.of(
                            "media",
                            "resilience",
                            "database",
                            "progress",
                            "catalog",
                            "queue",
                            "outbox",
                            "upload.spool")),
            Map.entry("source", Set.of("media", "resilience")),
            Map.entry("storage", Set.of("media")),
            Map.entry("runs", Set.of("media", "database")),
            Map.entry("worker", Set.of("media", "resilience", "database", "catalog", "queue", "source", "storage")),
            Map.entry("backfill", Set.of("media", "resilience", "database", "catalog", "queue", "source", "runs")),
            Map.entry("recovery", Set.of("media", "database", "catalog", "queue", "storage")),
            Map.entry("resolve", Set.of("media", "resilience", "database", "catalog")),
            Map.entry("http", Set.of("progress")),
            Map.entry("origin", Set.of("media", "resilience", "source", "storage", "resolve")),
            Map.entry("schedule", Set.of()),
            Map.entry("settings", FEATURES),
            Map.entry("app", with(FEATURES, "settings")),
            Map.entry("cli", with(with(FEATURES, "settings"), "app"))));

    /** Each library with the packages that may use it. {@code app} wires them, {@code cli} turns their errors into exit codes. */
    private static final Map<String, Set<String>> LIBRARIES = new TreeMap<>(Map.ofEntries(
            Map.entry(
                    "org.jdbi..",
                    Set.of(
                            "database",
                            "catalog",
                            "outbox",
                            "progress",
                            "upload",
                            "upload.spool",
                            "resolve",
                            "runs",
                            "backfill",
                            "app",
                            "cli")),
            Map.entry("com.zaxxer.hikari..", Set.of("database", "upload", "resolve", "app")),
            Map.entry("org.postgresql..", Set.of("database", "catalog")),
            Map.entry("com.fasterxml.jackson..", Set.of("queue", "upload.spool", "app", "cli")),
            Map.entry("com.github.benmanes.caffeine..", Set.of("resolve", "origin")),
            Map.entry("com.netflix.concurrency.limits..", Set.of("worker")),
            Map.entry("io.github.resilience4j..", Set.of("resilience")),
            Map.entry("software.amazon.awssdk.services.sqs..", Set.of("queue", "upload", "app")),
            Map.entry("software.amazon.awssdk.services.s3..", Set.of("storage", "app")),
            Map.entry("software.amazon.awssdk.services.cloudfront..", Set.of("resolve")),
            Map.entry("software.amazon.awssdk..", Set.of("queue", "storage", "upload", "resolve", "settings", "app")),
            Map.entry("org.reactivestreams..", Set.of("storage")),
            Map.entry("io.micrometer..", Set.of("upload", "resolve", "http", "origin")),
            Map.entry("org.quartz..", Set.of("schedule")),
            Map.entry("org.flywaydb..", Set.of("app", "cli")),
            Map.entry("picocli..", Set.of("cli")),
            Map.entry("com.typesafe.config..", Set.of("settings")),
            Map.entry("javax.crypto..", Set.of("storage")),
            Map.entry("javax.net..", Set.of("storage")),
            Map.entry("org.apache.tika..", Set.of("storage")),
            Map.entry("io.javalin..", Set.of("http")),
            Map.entry("org.eclipse.jetty..", Set.of("origin")),
            Map.entry("me.tongfei.progressbar..", Set.of("cli")),
            Map.entry("ch.qos.logback..", Set.of("cli"))));

    private static final String[] EVERYWHERE = {"java..", "javax.sql..", "org.jspecify..", "org.slf4j.."};

    private final JavaClasses project = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void every_package_stands_in_the_table() {
        Set<String> found = new TreeSet<>();
        project.forEach(type -> found.add(type.getPackageName()));

        assertThat(found)
                .isEqualTo(new TreeSet<>(
                        MAY_USE.keySet().stream().map(ArchitectureTest::full).toList()));
    }

    @Test
    void a_package_uses_only_those_that_the_table_gives_it() {
        MAY_USE.forEach((name, others) -> classes()
                .that(resideInAPackage(full(name)))
                .should()
                .onlyDependOnClassesThat(
                        not(resideInAPackage(ROOT + "..")).or(resideInAnyPackage(full(with(others, name)))))
                .check(project));
    }

    @Test
    void a_library_is_used_only_where_it_belongs() {
        LIBRARIES.forEach((library, users) -> noClasses()
                .that(not(resideInAnyPackage(full(users))))
                .should()
                .dependOnClassesThat(resideInAPackage(library))
                .check(project));
    }

    @Test
    void no_library_is_used_that_the_table_does_not_name() {
        String[] known = Stream.of(Stream.of(EVERYWHERE), LIBRARIES.keySet().stream(), Stream.of(ROOT + ".."))
                .flatMap(names -> names)
                .toArray(String[]::new);
        classes().should().onlyDependOnClassesThat(resideInAnyPackage(known)).check(project);
    }

    @Test
    void packages_form_no_cycle() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(project);
    }

    @Test
    void the_time_of_day_comes_from_a_clock() {
        noClasses()
                .should()
                .callMethodWhere(new DescribedPredicate<JavaCall<?>>("it reads the time of day") {
                    @Override
                    public boolean test(JavaCall<?> call) {
                        return readsTimeOfDay(call);
                    }
                })
                .check(project);
        noClasses()
                .that()
                .resideOutsideOfPackage(full("app"))
                .and()
                .areNotAssignableTo(UploadHookBuilder.class) // they wire hook and resolver for a site
                .and()
                .areNotAssignableTo(MediaUrlResolverBuilder.class)
                .should()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(Clock.class, "systemDefaultZone")
                .because("the clock is wired")
                .check(project);
    }

    private static boolean readsTimeOfDay(JavaCall<?> call) {
        JavaClass owner = call.getTargetOwner();
        String name = call.getName();
        return (owner.getPackageName().equals("java.time")
                        && name.equals("now")
                        && call.getTarget().getRawParameterTypes().stream()
                                .noneMatch(type -> type.isEquivalentTo(Clock.class)))
                || (owner.isEquivalentTo(System.class) && name.equals("currentTimeMillis"))
                || (owner.isEquivalentTo(Date.class)
                        && name.equals("<init>")
                        && call.getTarget().getRawParameterTypes().isEmpty());
    }

    @Test
    void only_the_command_line_writes_to_the_console() {
        noClasses()
                .that()
                .resideOutsideOfPackage(full("cli"))
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(Throwable.class, "printStackTrace")
                .check(project);
    }

    @Test
    void there_is_one_way_to_log() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.util.logging..", "org.apache.commons.logging.."))
                .check(project);
    }

    private static Set<String> with(Set<String> names, String one) {
        Set<String> all = new TreeSet<>(names);
        all.add(one);
        return all;
    }

    private static String full(String name) {
        return ROOT + "." + name;
    }

    private static String[] full(Set<String> names) {
        return names.stream().map(ArchitectureTest::full).toArray(String[]::new);
    }
}
