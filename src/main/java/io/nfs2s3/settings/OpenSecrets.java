package io.nfs2s3.settings;

import com.typesafe.config.Config;
import io.nfs2s3.settings.Origin.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds secrets in files that every user of the host can read. */
final class OpenSecrets {
    private static final Set<Kind> FILES = Set.of(Kind.FILE, Kind.SECRET_FILE, Kind.CREDENTIAL);

    private OpenSecrets() {}

    /** One line for each. */
    static List<String> in(Config config) {
        return Defaults.keys(config).stream()
                .filter(key -> Masks.hides(key, config.getValue(key).unwrapped()))
                .filter(key -> isOpen(origin(config, key)))
                .map(key -> key + " is in " + origin(config, key).place()
                        + ", which every user of this host can read: chmod o-r")
                .toList();
    }

    private static Origin origin(Config config, String key) {
        return Origin.of(config.getValue(key).origin());
    }

    private static boolean isOpen(Origin origin) {
        return FILES.contains(origin.kind()) && canBeReadByAll(Path.of(origin.place()));
    }

    /** The file itself, and none of the directories above it keeps others out. */
    private static boolean canBeReadByAll(Path file) {
        try {
            Path real = file.toRealPath();
            return allows(real, PosixFilePermission.OTHERS_READ) && canBeReached(real.getParent());
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private static boolean canBeReached(@Nullable Path directory) throws IOException {
        for (Path each = directory; each != null; each = each.getParent()) {
            if (!allows(each, PosixFilePermission.OTHERS_EXECUTE)) {
                return false;
            }
        }
        return true;
    }

    private static boolean allows(Path file, PosixFilePermission right) throws IOException {
        return Files.getPosixFilePermissions(file).contains(right);
    }
}
