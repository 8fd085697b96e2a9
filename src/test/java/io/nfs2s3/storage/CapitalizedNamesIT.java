package io.nfs2s3.storage;

import static io.nfs2s3.storage.Puts.join;
import static io.nfs2s3.storage.Puts.object;
import static io.nfs2s3.storage.Puts.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.lab.devstack.S3FaultProxy;
import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.TestSite;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** A store, or a proxy before it, that gives the names of headers with capitals, as those do that are written in Go. */
class CapitalizedNamesIT {
    private static final String SITE = "this site";

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final S3FaultProxy s3 =
            site.closing(S3FaultProxy.to(site.addresses().s3Endpoint(), key -> false));
    private static final Stores stores = site.closing(new Stores(site));

    @BeforeAll
    static void capitalize() {
        s3.befall(request -> new S3Mishap.NamesCapitalized());
    }

    private static StorageSettings settings(VerificationMode proof) {
        return site.settings("s3.endpoint = \"" + s3.endpoint() + "\"", "s3.proof = " + proof)
                .s3();
    }

    @Test
    void an_object_says_whose_copy_it_is() {
        ObjectStore store = stores.of(settings(VerificationMode.CHECKSUM), SITE);
        for (String path : List.of("images/1.jpg", "images/" + ("商".repeat(60) + "/").repeat(5) + "1.jpg")) {
            NewObject object = object(path);
            put(store, object, "x");

            StoredObject found = join(store.find(object.key(), null)).orElseThrow();

            assertThat(found.metadata()).containsKeys("site", "generation", "source-mtime");
            assertThat(store.isOwnCopy(found, object.upload())).isTrue();
            assertThat(ObjectAudit.uploadOf(found, SITE)).contains(object.upload());
            assertThat(ObjectAudit.sourceModified(found)).contains(Copies.MODIFIED);
            assertThat(ObjectLabels.has(found)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(VerificationMode.class)
    void a_copy_is_proved_also_when_it_was_there_before(VerificationMode proof) {
        ObjectStore store = stores.of(settings(proof), SITE);
        NewObject object = object("images/again-" + proof + ".jpg");

        assertThat(put(store, object, "x")).isInstanceOf(PutOutcome.Proved.class);
        assertThat(put(store, object, "x")).isInstanceOf(PutOutcome.Proved.class);
    }

    @Test
    void a_copy_of_another_state_of_the_file_is_known_for_one() {
        ObjectStore store = stores.of(settings(VerificationMode.CHECKSUM), SITE);
        NewObject earlier = object("images/state.jpg");
        put(store, earlier, "x");
        NewObject later =
                new NewObject(earlier.key(), earlier.upload(), Copies.MODIFIED.plusSeconds(1), earlier.contentType());

        assertThat(put(store, later, "y"))
                .isInstanceOfSatisfying(
                        PutOutcome.Taken.class,
                        taken -> assertThat(taken.fileChanged()).isTrue());
    }

    @Test
    void the_names_have_capitals_indeed() {
        NewObject object = object("images/seen.jpg");
        put(stores.of(settings(VerificationMode.CHECKSUM), SITE), object, "x");
        S3ClientBuilder through = S3Client.builder()
                .endpointOverride(s3.endpoint())
                .forcePathStyle(true)
                .region(Region.of(site.addresses().region()))
                .credentialsProvider(stores.credentials());

        try (S3Client client = through.build()) {
            assertThat(client.headObject(request -> request.bucket(site.bucket())
                                    .key(object.key().value()))
                            .metadata())
                    .containsKey("Media-Path");
        }
    }
}
