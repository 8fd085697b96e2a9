package io.nfs2s3;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.PackageMatcher;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.nfs2s3.resolve.MediaUrlResolverBuilder;
import io.nfs2s3.storage.ObjectStore;
import io.nfs2s3.upload.UploadHookBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * The arrows between the packages, and which package may use which library.
 *
 * <p>Past 300 lines, for it is one table, and reads all classes once.
 */
@TestInstance(Lifecycle.PER_CLASS)
class ArchitectureTest {
    private static final String ROOT = "io.nfs2s3";
    /** Each package, and exactly those of this project that it uses. */
    private static final Map<String, Set<String>> PACKAGES = table("""
            media:
            resilience:
            aws: media resilience doctor
            doctor: media resilience
            database: media doctor
            progress: media doctor database
            catalog: media doctor database progress
            queue: media doctor
            outbox: media resilience doctor database queue
            upload.spool: media resilience doctor catalog queue outbox
            upload: media resilience aws database progress catalog queue outbox upload.spool
            source: media resilience doctor
            storage: media resilience doctor
            runs: media resilience doctor database
            inventory: media storage
            site: media doctor catalog storage
            worker: media resilience doctor database progress catalog queue source storage site
            backfill: media resilience database catalog queue source runs
            recovery: media catalog queue
            control: media resilience database catalog runs recovery
            lifecycle: media resilience database catalog source storage runs
            lifecycle.recover: media resilience database catalog runs storage lifecycle lifecycle.verify
            lifecycle.adopt: media resilience database catalog source storage site runs lifecycle
            lifecycle.restore: media database catalog source storage runs lifecycle
            lifecycle.retire: media doctor database catalog source runs resolve lifecycle
            lifecycle.rollback: media resilience database catalog queue source runs lifecycle
            lifecycle.verify: media resilience database catalog queue source storage inventory site runs lifecycle
            resolve: media resilience doctor database catalog
            origin: media resilience source storage resolve web
            web:
            http: media progress resilience web
            schedule: resilience
            tls:
            logs: media resilience
            notify: media resilience doctor
            settings: media aws database queue upload source storage worker backfill recovery resolve origin http schedule tls logs notify lifecycle.retire lifecycle.verify
            app: media resilience aws doctor database progress catalog queue outbox upload.spool upload source storage site runs worker backfill recovery control lifecycle lifecycle.recover lifecycle.adopt lifecycle.restore lifecycle.retire lifecycle.rollback lifecycle.verify resolve origin http schedule notify settings
            cli: media resilience doctor database progress catalog queue outbox upload source site runs worker backfill recovery control lifecycle.recover lifecycle.adopt lifecycle lifecycle.restore lifecycle.retire lifecycle.rollback lifecycle.verify resolve origin settings tls logs app
            """);

    /** A row of the document's table: the package, and in the last column those that it uses. */
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z.]+)` \\| .* \\| ([^|]*) \\|$");

    /** They use nearly all, which the document says in words. */
    private static final Set<String> IN_WORDS = Set.of("settings", "app", "cli");

    /** Each library, and exactly the packages that use it. */
    private static final Map<String, Set<String>> LIBRARIES = table("""
            ch.qos.logback..: logs
            co.elastic.logging..: logs
            com.fasterxml.jackson..: app inventory lifecycle.adopt lifecycle lifecycle.rollback lifecycle.verify queue upload.spool
            com.github.benmanes.caffeine..: origin resolve
            com.netflix.concurrency.limits..: worker
            com.typesafe.config..: settings
            com.zaxxer.hikari..: app database resolve
            de.siegmar.fastcsv..: cli inventory
            io.github.resilience4j..: resilience
            io.javalin..: http
            io.micrometer..: http origin resolve upload web
            javax.crypto..: storage
            javax.net..: database resolve storage tls
            javax.xml..: cli
            io.netty..: storage
            jdk.net..: database
            me.tongfei.progressbar..: cli
            org.apache.hc..: storage
            org.apache.tika..: storage
            org.conscrypt..: storage
            org.eclipse.jetty..: http origin web
            org.flywaydb..: cli database
            org.jdbi..: app backfill catalog cli control database lifecycle.recover lifecycle.adopt lifecycle lifecycle.restore lifecycle.retire lifecycle.rollback lifecycle.verify outbox progress resolve runs upload upload.spool
            org.jline..: cli
            org.postgresql..: catalog database
            org.quartz..: schedule
            org.reactivestreams..: storage
            picocli..: cli
            software.amazon.awssdk..: app aws queue resolve settings storage upload
            software.amazon.awssdk.services.cloudfront..: resolve
            software.amazon.awssdk.services.s3..: storage
            software.amazon.awssdk.services.sqs..: app queue
            """);

    private static final String[] EVERYWHERE = {"java..", "javax.sql..", "org.jspecify..", "org.slf4j.."};

    private final JavaClasses project = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void each_package_uses_exactly_those_that_the_table_gives_it() {
        Map<String, Set<String>> used = new TreeMap<>();
        project.forEach(type -> used.computeIfAbsent(nameOf(type), key -> new TreeSet<>())
                .addAll(dependencies(type)
                        .filter(other -> other.getPackageName().startsWith(ROOT + "."))
                        .map(ArchitectureTest::nameOf)
                        .filter(other -> !other.equals(nameOf(type)))
                        .toList()));

        assertThat(used).isEqualTo(PACKAGES);
    }

    @Test
    void the_document_says_of_each_package_which_others_it_uses() throws IOException {
        Map<String, Set<String>> told = new TreeMap<>();
        ROW.matcher(Files.readString(Path.of("docs/architecture.md")))
                .results()
                .forEach(row -> told.put(
                        row.group(1),
                        Stream.of(row.group(2).split(", ", -1))
                                .filter(PACKAGES::containsKey)
                                .collect(toCollection(TreeSet::new))));

        assertThat(told.keySet()).isEqualTo(PACKAGES.keySet());
        Map<String, Set<String>> known = new TreeMap<>(PACKAGES);
        told.keySet().removeAll(IN_WORDS);
        known.keySet().removeAll(IN_WORDS);
        assertThat(told).isEqualTo(known);
    }

    @Test
    void each_library_is_used_by_exactly_those_packages_that_the_table_gives_it() {
        Map<String, Set<String>> used = new TreeMap<>();
        LIBRARIES.keySet().forEach(library -> {
            PackageMatcher matcher = PackageMatcher.of(library);
            used.put(
                    library,
                    project.stream()
                            .filter(type ->
                                    dependencies(type).anyMatch(other -> matcher.matches(other.getPackageName())))
                            .map(ArchitectureTest::nameOf)
                            .collect(toCollection(TreeSet::new)));
        });

        assertThat(used).isEqualTo(LIBRARIES);
    }

    private static Stream<JavaClass> dependencies(JavaClass type) {
        return type.getDirectDependenciesFromSelf().stream()
                .map(dependency -> dependency.getTargetClass().getBaseComponentType());
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
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(project);
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
    void transactions_are_begun_where_they_are_retried() {
        noClasses()
                .that()
                .resideOutsideOfPackage(full("database"))
                .should()
                .callMethodWhere(new DescribedPredicate<JavaCall<?>>("it begins a transaction") {
                    @Override
                    public boolean test(JavaCall<?> call) {
                        return call.getTargetOwner().isEquivalentTo(Jdbi.class)
                                && Set.of("inTransaction", "useTransaction").contains(call.getName());
                    }
                })
                .because("TransactionRetry repeats what a deadlock ended")
                .check(project);
    }

    @Test
    void one_class_removes_the_objects_of_the_site_and_a_check_its_own() {
        assertThat(callers(S3AsyncClient.class, "deleteObject")).containsExactly("ObjectStore");
        assertThat(callers(S3AsyncClient.class, "deleteObjects")).isEmpty();
        assertThat(callers(ObjectStore.class, "delete")).containsExactly("ObjectCleaner", "StoreProbe");
    }

    @Test
    void one_class_takes_originals_away() {
        assertThat(callers(SecureDirectoryStream.class, "move")).containsExactly("Descent", "TrashProbe");
        assertThat(callers(SecureDirectoryStream.class, "deleteFile"))
                .as(
                        "TemporaryFile removes the other names that OriginalWriter writes under, and TrashProbe its own files")
                .containsExactly("Descent", "TemporaryFile", "TrashProbe");
        assertThat(callers("TemporaryFile", "delete")).containsExactly("OriginalWriter");
        assertThat(callers("TemporaryFile", "clean")).containsExactly("OriginalWriter");
        assertThat(callers(SecureDirectoryStream.class, "deleteDirectory"))
                .as("TrashNames removes those of the trash")
                .containsExactly("EmptyDirectories", "TrashNames");
        assertThat(callers("EmptyDirectories", "remove")).containsExactly("OriginalTrash");
        assertThat(callers("Descent", "moveTo")).containsExactly("OriginalTrash");
        assertThat(callers("Descent", "delete")).containsExactly("TrashNames");
        assertThat(callers("TrashNames", "remove")).containsExactly("OriginalTrash");
        assertThat(callers("TrashNames", "giveBack")).containsExactly("OriginalTrash");
    }

    private Set<String> callers(String owner, String method) {
        return project.stream()
                .flatMap(type -> type.getAccessesFromSelf().stream())
                .filter(access -> access.getTargetOwner().getSimpleName().equals(owner)
                        && access.getName().equals(method)
                        && !access.getOriginOwner().getSimpleName().equals(owner))
                .map(access -> access.getOriginOwner().getSimpleName())
                .collect(toCollection(TreeSet::new));
    }

    private Set<String> callers(Class<?> owner, String method) {
        return project.stream()
                .flatMap(type -> type.getAccessesFromSelf().stream())
                .filter(access -> access.getTargetOwner().isEquivalentTo(owner)
                        && access.getName().equals(method)
                        && !access.getOriginOwner().isEquivalentTo(owner))
                .map(access -> access.getOriginOwner().getSimpleName())
                .collect(toCollection(TreeSet::new));
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

    /** @param lines each of them a name, a colon, and other names */
    private static Map<String, Set<String>> table(String lines) {
        Map<String, Set<String>> table = new TreeMap<>();
        lines.lines().forEach(line -> {
            String[] words = line.split("[: ]+");
            table.put(words[0], new TreeSet<>(List.of(words).subList(1, words.length)));
        });
        return table;
    }

    private static String nameOf(JavaClass type) {
        return type.getPackageName().substring(ROOT.length() + 1);
    }

    private static String full(String name) {
        return ROOT + "." + name;
    }
}
