package io.nfs2s3.lab.packaging;

import static java.util.stream.Collectors.toSet;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.nfs2s3.resolve.CloudFrontSigner;
import io.nfs2s3.resolve.MediaUrlResolverBuilder;
import io.nfs2s3.resolve.ResolverMetrics;
import io.nfs2s3.upload.UploadHookBuilder;
import io.nfs2s3.upload.UploadMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/**
 * Which classes are in {@code nfs2s3-client}: those that a site begins with, those that they refer to, and so on. A class
 * takes all with it that are nested in it.
 */
public final class ClientClasses {
    /** What the documents tell a site to begin with. Whatever else it names comes in their signatures. */
    private static final List<Class<?>> BEGINNINGS = List.of(
            UploadHookBuilder.class,
            UploadMetrics.class,
            MediaUrlResolverBuilder.class,
            ResolverMetrics.class,
            CloudFrontSigner.class);

    private static final String PROJECT = "io.nfs2s3.";
    private static final String PACKAGE_INFO = "package-info";

    /** Those that are nested in no other. */
    private final Set<String> names;

    private final Set<String> packages;

    private ClientClasses(Set<String> names) {
        this.names = names;
        this.packages = names.stream().map(ClientClasses::packageOf).collect(toSet());
    }

    /** @param classes the directory that has all classes of the project */
    public static ClientClasses of(Path classes) {
        return new ClientClasses(reached(uses(imported(classes))));
    }

    /** Without a look into the libraries, which would take longer than all else: their names are enough. */
    static JavaClasses imported(Path classes) {
        return ArchConfiguration.withThreadLocalScope(configuration -> {
            configuration.setResolveMissingDependenciesFromClassPath(false);
            return new ClassFileImporter().importPath(classes);
        });
    }

    private static Map<String, Set<String>> uses(JavaClasses all) {
        Map<String, Set<String>> uses = new HashMap<>();
        for (JavaClass type : all) {
            Set<String> used = uses.computeIfAbsent(outermost(type.getName()), name -> new HashSet<>());
            type.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                    .map(target -> outermost(target.getName()))
                    .filter(name -> name.startsWith(PROJECT))
                    .forEach(used::add);
        }
        return uses;
    }

    private static Set<String> reached(Map<String, Set<String>> uses) {
        Set<String> reached = new HashSet<>();
        Deque<String> open = new ArrayDeque<>();
        BEGINNINGS.forEach(type -> open.add(type.getName()));
        while (!open.isEmpty()) {
            String name = open.remove();
            Set<String> used = uses.get(name);
            if (used == null) {
                throw new IllegalStateException(name + " is not among the classes of the project");
            }
            if (reached.add(name)) {
                open.addAll(used);
            }
        }
        return reached;
    }

    private static String outermost(String name) {
        int nested = name.indexOf('$');
        return nested < 0 ? name : name.substring(0, nested);
    }

    private static String packageOf(String name) {
        return name.substring(0, name.lastIndexOf('.'));
    }

    /** Their files below a directory of classes, or of sources, by the names that these have in a jar. */
    public SortedMap<String, Path> filesBelow(Path root) throws IOException {
        SortedMap<String, Path> files = FixedJar.filesBelow(root);
        files.keySet().removeIf(file -> !isOfThem(file));
        return files;
    }

    private boolean isOfThem(String file) {
        int end = file.lastIndexOf('.');
        if (end < 0 || file.indexOf('/') < 0) {
            return false;
        }
        String name = outermost(file.substring(0, end).replace('/', '.'));
        return names.contains(name) || (name.endsWith("." + PACKAGE_INFO) && packages.contains(packageOf(name)));
    }

    /** Copies their files, such as to load them from there. */
    public void copy(Path root, Path target) throws IOException {
        for (Map.Entry<String, Path> file : filesBelow(root).entrySet()) {
            Path copy = target.resolve(file.getKey());
            Files.createDirectories(copy.getParent());
            Files.copy(file.getValue(), copy);
        }
    }
}
