package io.nfs2s3.app;

import io.nfs2s3.settings.SettingsReader;
import io.nfs2s3.upload.UploadHook;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The site's own process: uploads each path that it reads from standard input, and tells the way that it took. */
final class SiteProcess {
    /** Then come the way, and how the hook sees the database. */
    static final String UPLOADED = "uploaded ";

    private SiteProcess() {}

    /** Argument: the settings file. */
    @SuppressWarnings("SystemOut") // whoever started it waits for this
    public static void main(String[] arguments) throws IOException {
        try (Application application =
                        new Application(SettingsReader.read(Optional.of(Path.of(arguments[0])), Map.of()));
                UploadHook hook = application.hook();
                BufferedReader paths = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            paths.lines().forEach(path -> System.out.println(UPLOADED + upload(hook, path)));
        }
    }

    private static String upload(UploadHook hook, String path) {
        return hook.fileUploaded(path) + " " + hook.status().database();
    }
}
