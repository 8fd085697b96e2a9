package io.nfs2s3.lab.devstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DevStackSettingsTest {
    @Test
    void every_key_is_one_of_the_settings_file() {
        var addresses = new StackAddresses(
                "jdbc:postgresql://127.0.0.1:1/postgres",
                "postgres",
                "pass\"word\\",
                URI.create("http://127.0.0.1:2"),
                URI.create("http://127.0.0.1:3"),
                "us-east-1",
                "key",
                "secret");

        var settings = ConfigFactory.parseString(DevStackSettings.text(addresses, Path.of("/a b/media")));

        var defaults = ConfigFactory.parseResources("nfs2s3/nfs2s3.conf");
        assertThat(settings.withoutPath("kinds").entrySet())
                .isNotEmpty()
                .allSatisfy(entry -> assertThat(defaults.hasPath(entry.getKey()))
                        .as(entry.getKey())
                        .isTrue());
        assertThat(settings.getString("database.password")).isEqualTo(addresses.databasePassword());
        assertThat(settings.getString("source.root")).isEqualTo("/a b/media");
    }
}
