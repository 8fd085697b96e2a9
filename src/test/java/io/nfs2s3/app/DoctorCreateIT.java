package io.nfs2s3.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.doctor.CheckCode;
import io.nfs2s3.doctor.Finding;
import io.nfs2s3.doctor.Finding.Level;
import io.nfs2s3.lab.devstack.S3FaultProxy;
import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.lab.devstack.S3Request;
import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code doctor --create} makes what is missing, and nothing where that cannot be known. */
class DoctorCreateIT {
    private static final String SENTINEL = ".nfs2s3-mounted";

    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach();

    @TempDir
    private Path root;

    private static Finding created(CheckCode code, String... settings) {
        try (Application application = new Application(site.settings(settings))) {
            return application.doctor().create().stream()
                    .filter(finding -> finding.code() == code)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private String emptyRoot() {
        return "source.root = \"" + root + "\"";
    }

    @Test
    void a_new_site_may_begin_with_an_empty_directory() {
        Finding finding = created(CheckCode.MOUNT_SENTINEL, emptyRoot());

        assertThat(finding.level()).isEqualTo(Level.OK);
        assertThat(root.resolve(SENTINEL)).exists();
    }

    @Test
    void no_sentinel_is_made_in_an_empty_directory_while_the_database_knows_files() throws IOException {
        site.application().catalog().register(List.of(MediaPath.of("images/1.jpg")));

        Finding finding = created(CheckCode.MOUNT_SENTINEL, emptyRoot());

        assertThat(finding.level()).isEqualTo(Level.BROKEN);
        assertThat(finding.text())
                .contains("is empty, and the database knows files")
                .contains("mount the source root")
                .contains("touch " + root.resolve(SENTINEL));
        assertThat(root).isEmptyDirectory();

        Files.createDirectory(root.resolve("images")); // mounted
        assertThat(created(CheckCode.MOUNT_SENTINEL, emptyRoot()).text()).endsWith("was created");
        assertThat(root.resolve(SENTINEL)).exists();
    }

    @Test
    void nor_while_the_database_cannot_be_asked() {
        try (TcpProxy database = Wire.toDatabase(site)) {
            database.refuse();

            assertThat(created(CheckCode.MOUNT_SENTINEL, emptyRoot(), Wire.databaseSetting(site, database))
                            .ok())
                    .isFalse();
        }
        assertThat(root).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 500})
    void no_bucket_is_made_where_the_store_does_not_say_that_there_is_none(int status) {
        List<S3Request> made = new CopyOnWriteArrayList<>();
        try (S3FaultProxy s3 = S3FaultProxy.to(site.addresses().s3Endpoint(), key -> false)) {
            s3.befall(request -> {
                if (request.method().equals("PUT")) {
                    made.add(request);
                    return new S3Mishap.Spared();
                }
                return new S3Mishap.Refused(status, "OnPurpose");
            });

            Finding finding = created(CheckCode.STORE_BUCKET, "s3.endpoint = \"" + s3.endpoint() + "\"");

            assertThat(finding.level()).isEqualTo(Level.BROKEN);
            assertThat(finding.text()).contains("S3 answered " + status).contains("nothing was created");
            assertThat(made).isEmpty();
        }
    }

    @Test
    void a_bucket_is_made_where_there_is_none() {
        String bucket = site.bucket() + "-new";
        String setting = "s3.bucket = \"" + bucket + "\"";

        assertThat(created(CheckCode.STORE_BUCKET, setting).detail()).startsWith("was created");
        assertThat(created(CheckCode.STORE_BUCKET, setting).detail()).isEqualTo("is there");
        site.s3().deleteBucket(request -> request.bucket(bucket));
    }
}
