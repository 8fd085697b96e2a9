package io.nfs2s3.source;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.source.MountGuard.Identity;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MountGuardTest {
    private static final long MOUNT = 70;
    private static final long REMOUNT = 71;
    private static final long DISK = 2;
    private static final long SENTINEL = 1_234;
    private final MountGuard guard = new MountGuard(new SourceSettings(
            Path.of("/mnt/media"), MediaPath.of(".mounted"), Duration.ZERO, Duration.ofSeconds(20), 2, 1));

    @Test
    void a_mount_that_comes_back_as_another_device_is_up() {
        guard.accept(new Identity(MOUNT, SENTINEL), MOUNT);

        assertThatCode(() -> guard.accept(new Identity(REMOUNT, SENTINEL), REMOUNT))
                .doesNotThrowAnyException();
        isDown(new Identity(DISK, 5L), DISK); // it is the new device that counts from now on
        assertThatCode(() -> guard.accept(new Identity(REMOUNT, SENTINEL), REMOUNT))
                .doesNotThrowAnyException();
    }

    @Test
    void another_file_in_the_place_of_the_sentinel_is_no_mount() {
        guard.accept(new Identity(MOUNT, SENTINEL), MOUNT);

        isDown(new Identity(DISK, 5L), DISK);
        isDown(new Identity(DISK, 5L), DISK);
    }

    @Test
    void a_sentinel_on_another_device_than_the_source_root_is_no_mount() {
        guard.accept(new Identity(MOUNT, SENTINEL), MOUNT);

        isDown(new Identity(REMOUNT, SENTINEL), DISK);
    }

    @Test
    void a_sentinel_that_was_made_anew_on_the_same_device_is_known_from_then_on() {
        guard.accept(new Identity(MOUNT, SENTINEL), MOUNT);
        guard.accept(new Identity(MOUNT, SENTINEL + 1), MOUNT);

        isDown(new Identity(REMOUNT, SENTINEL), REMOUNT);
        assertThatCode(() -> guard.accept(new Identity(REMOUNT, SENTINEL + 1), REMOUNT))
                .doesNotThrowAnyException();
    }

    private void isDown(Identity now, long rootDevice) {
        assertThatThrownBy(() -> guard.accept(now, rootDevice))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("it is another file, on another device than before");
    }
}
