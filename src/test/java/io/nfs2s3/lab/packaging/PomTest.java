package io.nfs2s3.lab.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PomTest {
    /** What is not made cannot be installed, and what an older build left must not be. */
    @ParameterizedTest
    @ValueSource(strings = {"nfs2s3.skipArchive", "maven.test.skip"})
    void a_build_that_makes_no_client_installs_and_deploys_none(String property) throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        int activation = pom.indexOf("<name>" + property + "</name>");
        assertThat(activation).isPositive();

        assertThat(pom.substring(activation, pom.indexOf("</profile>", activation)))
                .contains("<value>true</value>")
                .contains("<nfs2s3.installClient>none</nfs2s3.installClient>")
                .contains("<nfs2s3.deployClient>none</nfs2s3.deployClient>");
        assertThat(pom)
                .contains("<phase>${nfs2s3.installClient}</phase>")
                .contains("<phase>${nfs2s3.deployClient}</phase>");
    }
}
