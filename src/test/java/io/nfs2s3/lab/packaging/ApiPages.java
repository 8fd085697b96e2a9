package io.nfs2s3.lab.packaging;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.spi.ToolProvider;

/** The pages about the public API, as the JDK's own javadoc writes them. */
final class ApiPages {
    /** The packages whose types a site names. */
    private static final Set<String> PACKAGES = Set.of("io/nfs2s3/media", "io/nfs2s3/resolve", "io/nfs2s3/upload");

    private ApiPages() {}

    /**
     * @param directory for the pages
     * @param sources by their names below the root of the sources
     * @param classPath of all that they refer to
     */
    static void write(Path directory, Map<String, Path> sources, String classPath, String title) {
        List<String> arguments = new ArrayList<>(List.of("-locale", "en", "-quiet", "-notimestamp", "-Xdoclint:none"));
        arguments.addAll(List.of("-encoding", "UTF-8", "-docencoding", "UTF-8", "-charset", "UTF-8"));
        arguments.addAll(List.of("-windowtitle", title, "-doctitle", title));
        arguments.addAll(List.of("-classpath", classPath, "-d", directory.toString()));
        sources.forEach((name, file) -> {
            if (PACKAGES.contains(name.substring(0, name.lastIndexOf('/')))) {
                arguments.add(file.toString());
            }
        });
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said);
        int code = ToolProvider.findFirst("javadoc")
                .orElseThrow(() -> new IllegalStateException("this JDK has no javadoc"))
                .run(out, out, arguments.toArray(String[]::new));
        if (code != 0) {
            throw new IllegalStateException("javadoc ended with " + code + "\n" + said);
        }
    }
}
