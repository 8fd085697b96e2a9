package io.nfs2s3.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** The code of a site, which is on no class path of ours. */
public final class SiteSources {
    private SiteSources() {}

    /**
     * Compiles it.
     *
     * @param sources a directory that has all of it
     * @param libraries a class path
     * @param target an existing directory
     * @throws IllegalStateException when it has mistakes; the message says which
     */
    public static void compile(Path sources, String libraries, Path target) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("-d", target.toString(), "-cp", libraries, "-proc:none", "-parameters"));
        try (Stream<Path> files = Files.walk(sources)) {
            files.map(Path::toString).filter(file -> file.endsWith(".java")).forEach(arguments::add);
        }
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int code = ToolProvider.getSystemJavaCompiler().run(null, said, said, arguments.toArray(String[]::new));
        if (code != 0) {
            throw new IllegalStateException(said.toString(StandardCharsets.UTF_8));
        }
    }
}
