package io.nfs2s3.app;

import io.nfs2s3.database.DatabaseSettings;
import io.nfs2s3.settings.Settings;
import io.nfs2s3.settings.SettingsReader;
import io.nfs2s3.upload.UploadHook;
import io.nfs2s3.upload.UploadHookBuilder;
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
        Settings settings = SettingsReader.read(Optional.of(Path.of(arguments[0])), Map.of());
        try (UploadHook hook = open(settings);
                BufferedReader paths = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            paths.lines().forEach(path -> System.out.println(UPLOADED + upload(hook, path)));
        }
    }

    /** With no connections but its own, as in a site. */
    private static UploadHook open(Settings settings) {
        DatabaseSettings database = settings.database();
        UploadHookBuilder builder = UploadHookBuilder.create()
                .database(database.url(), database.user(), database.password())
                .credentials(settings.sqsAccess().credentials())
                .region(settings.sqsAccess().sdkRegion().id())
                .uploadsQueue(settings.sqs().uploads())
                .settings(settings.upload());
        settings.sqs().endpoint().ifPresent(builder::sqsEndpoint);
        settings.kinds().all().forEach(builder::kind);
        return builder.open();
    }

    private static String upload(UploadHook hook, String path) {
        return hook.fileUploaded(path) + " " + hook.status().database();
    }
}
